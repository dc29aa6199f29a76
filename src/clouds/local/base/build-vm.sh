#!/bin/sh
# Makes the base of a virtual machine from this computer's own package sources: a disk with a Debian on it, and the
# kernel and initrd that boot it.
#
#   build-vm.sh FOLDER OUTPUT
#
# FOLDER holds packages (one a line), sources.list, apt.conf, finish.sh and certificates/*.crt. Everything that comes
# from the computer is in those files and not in arguments: a proxy's address may hold a password.
# OUTPUT is a folder that gets disk, kernel and initrd; it counts when this script has ended well, and not before.
set -eu
folder=$1
output=$2

case $(uname -m) in
    x86_64) kernel=linux-image-cloud-amd64 ;;
    aarch64) kernel=linux-image-cloud-arm64 ;;
    *) echo "no kernel is known for a $(uname -m) machine" >&2; exit 2 ;;
esac

mode=unshare
[ "$(id -u)" -ne 0 ] || mode=root

# Without root the hooks below run as another user (root of a user namespace), who may not walk to the output folder.
# A descriptor of the folder takes it there; who may walk there by name is settled by the private folder around it.
# One descriptor and no more: mmdebstrap's next ones must stay below 10, which is as far as its /bin/sh can count.
for file in disk kernel initrd; do
    : > "$output/$file"
    chmod 666 "$output/$file"
done
chmod 711 "$output"
exec 9< "$output"

# Sparse; a machine's disk is never smaller. The inode of the root folder and all others keep the owners that they
# have inside the namespace, which is why mke2fs runs there too.
truncate -s 2G "$output/disk"

# The disk is filled from a bind mount, which shows the tree without the /proc, /sys and /dev mounted on it. The suite
# is empty because the sources name theirs.
mmdebstrap --mode="$mode" --variant=apt --format=null \
    --include="$(paste -sd, "$folder/packages"),$kernel" \
    --aptopt="$folder/apt.conf" \
    --aptopt='Apt::Install-Recommends "false"' \
    --aptopt='DPkg::Lock::Timeout "900"' \
    --aptopt='Acquire::Retries "3"' \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
    --essential-hook='printf "MODULES=list\nCOMPRESS=zstd\n" > "$1/etc/initramfs-tools/conf.d/aloft"' \
    --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" > "$1/etc/initramfs-tools/modules"' \
    --customize-hook="copy-in $folder/certificates $folder/finish.sh /root" \
    --customize-hook='chroot "$1" sh /root/finish.sh /root/certificates' \
    --customize-hook='rm -r "$1/root/certificates" "$1/root/finish.sh"' \
    --customize-hook='cat "$1"/boot/vmlinuz-* > /proc/self/fd/9/kernel' \
    --customize-hook='cat "$1"/boot/initrd.img-* > /proc/self/fd/9/initrd' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' \
    --customize-hook='unshare --mount sh -c "mount --bind \"\$1\" \"\$1/mnt\" &&
        mke2fs -q -F -t ext4 -m 1 -L aloft-root -d \"\$1/mnt\" /proc/self/fd/9/disk" disk "$1"' \
    '' /dev/null "$folder/sources.list"

for file in disk kernel initrd; do
    [ -s "$output/$file" ]
    chmod 600 "$output/$file"
done
chmod 700 "$output"
sync "$output/disk" "$output/kernel" "$output/initrd"
