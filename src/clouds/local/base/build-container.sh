#!/bin/sh
# Makes the root filesystem of a container machine from this computer's own package sources.
#
#   build-container.sh FOLDER OUTPUT
#
# FOLDER holds packages (one a line), sources.list, apt.conf, finish.sh and certificates/*.crt. Everything that comes
# from the computer is in those files and not in arguments: a proxy's address may hold a password.
# OUTPUT is there only when it is whole and on the disk.
set -eu
folder=$1
output=$2

mode=unshare
[ "$(id -u)" -ne 0 ] || mode=root

# Every machine's disk is a copy of this, so a third of the files stay out: what people read elsewhere. dpkg keeps to it
# in the machines too. The suite is empty because the sources name theirs.
mmdebstrap --mode="$mode" --variant=apt --format=tar \
    --include="$(paste -sd, "$folder/packages")" \
    --aptopt="$folder/apt.conf" \
    --aptopt='DPkg::Lock::Timeout "900"' \
    --aptopt='Acquire::Retries "3"' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-include=/usr/share/locale/locale.alias' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --skip=output/dev \
    --customize-hook="copy-in $folder/certificates $folder/finish.sh /root" \
    --customize-hook='chroot "$1" sh /root/finish.sh /root/certificates' \
    --customize-hook='rm -r "$1/root/certificates" "$1/root/finish.sh"' \
    '' - "$folder/sources.list" > "$output.partial"

sync "$output.partial"
mv "$output.partial" "$output"
