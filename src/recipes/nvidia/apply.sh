#!/bin/sh
set -u

under=${ALOFT_UNDER:-} # where the machine's files begin; tests have a folder of their own there
branch=$ALOFT_NVIDIA_BRANCH modules=$ALOFT_NVIDIA_MODULES oldest=$ALOFT_NVIDIA_OLDEST
kernel=$(uname -r)
id=$(sed -n 's/^ID=//p' "$under/etc/os-release" | tr -d '"')
distribution=$id$(sed -n 's/^VERSION_ID=//p' "$under/etc/os-release" | tr -d '".')
restarts=$under/var/lib/aloft-nvidia-restarts
unit=$under/etc/systemd/system/aloft-nvidia-persistence.service

give_up() {
    printf '%s\n' "$@"
    exit 1
}

# The driver that answers, or nothing.
driver_version() {
    nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null | head -n 1 | grep '^[0-9]'
}

works() {
    version=$(driver_version)
    [ -n "$version" ] && [ "${version%%.*}" -ge "$oldest" ]
}

# Without it the driver goes when the last program leaves the card, and takes seconds to come back for the next.
keep_awake() {
    cat >"$unit.new" <<'END'
[Unit]
Description=Keeps the NVIDIA driver awake, set up by aloft

[Service]
Type=oneshot
RemainAfterExit=yes
# A machine whose card was taken off has nothing to keep awake, and no failed unit for it.
ExecCondition=/usr/bin/env nvidia-smi --list-gpus
ExecStart=/usr/bin/env nvidia-smi -pm 1

[Install]
WantedBy=multi-user.target
END
    mv "$unit.new" "$unit"
    systemctl daemon-reload
    systemctl enable --quiet aloft-nvidia-persistence.service
    systemctl restart aloft-nvidia-persistence.service
    rm -f "$restarts"
    echo "Driver $version works"
}

# The agent goes on with this recipe when the machine is back. Once for each reason: what a restart does not mend it
# would not mend the second time either.
restart_machine() {
    boot=$(cat "$under/proc/sys/kernel/random/boot_id")
    if grep -v "^$boot " "$restarts" 2>/dev/null | grep -qF " $1"; then
        rm -f "$restarts"
        give_up "$2" "The machine was restarted for this already. What the kernel said last:" \
            "$(dmesg 2>/dev/null | grep -iE 'nvrm|nvidia|nouveau' | tail -n 5)"
    fi
    echo "$boot $1" >>"$restarts"
    sync
    apt check >/dev/null # waits for whoever is installing packages
    echo "Restarting the machine: $1. The installation goes on afterwards."
    systemctl reboot
    sleep 600
    give_up "The machine was told to restart, and did not."
}

has_card() {
    for device in "$under"/sys/bus/pci/devices/*; do
        [ "$(cat "$device/vendor" 2>/dev/null)" = 0x10de ] || continue
        case "$(cat "$device/class" 2>/dev/null)" in 0x03*) return 0 ;; esac
    done
    return 1
}

secure_boot() {
    for variable in "$under"/sys/firmware/efi/efivars/SecureBoot-*; do
        [ "$(od -An -t u1 -j 4 -N 1 "$variable" 2>/dev/null | tr -d ' ')" = 1 ] && return 0
    done
    return 1
}

# Nouveau, the kernel's own driver, holds the card as long as it is there.
keep_nouveau_away() {
    rule=$under/etc/modprobe.d/aloft-nouveau
    [ ! -e "$rule.applied" ] || return 0
    printf 'blacklist nouveau\noptions nouveau modeset=0\n' >"$rule.conf"
    if command -v update-initramfs >/dev/null; then update-initramfs -u || return; fi
    touch "$rule.applied"
}

# The disk may have served a card that takes the other modules, and of two sets the kernel would load either.
remove_other_modules() {
    sets=$(dpkg-query --show --showformat='${db:Status-Abbrev} ${Package}\n' 'linux-modules-nvidia-*' \
        'linux-objects-nvidia-*' 'nvidia-headless-*' 'nvidia-kernel-source-*' 'nvidia-kernel-dkms' 'nvidia-dkms-*' \
        'nvidia-kernel-open-dkms' 'nvidia-open' 'nvidia-open-[0-9]*' 'cuda-drivers' 'cuda-drivers-[0-9]*' 2>/dev/null |
        sed -n 's/^[ih]i  *//p')
    case "$modules" in
        open) others=$(printf '%s\n' "$sets" | grep -v -e '-open') ;;
        *) others=$(printf '%s\n' "$sets" | grep -e '-open') ;;
    esac
    [ -n "$others" ] || return 0
    printf "Removing modules that are another card's:\n%s\n" "$others"
    # shellcheck disable=SC2086
    apt remove --yes $others
}

# Ubuntu's modules are signed, so that Secure Boot takes them, and follow its kernels. 1: there are none; 2: failed.
install_signed() {
    suffix=
    [ "$modules" = open ] && suffix=-open
    signed=linux-modules-nvidia-$branch-server$suffix
    if [ -z "$(ls "$under"/var/lib/apt/lists/*_Packages* 2>/dev/null)" ]; then apt update || return 2; fi
    offered "$signed-${kernel##*-}" || return 1
    set -- "$signed-${kernel##*-}" "nvidia-headless-no-dkms-$branch-server$suffix" "nvidia-utils-$branch-server"
    if offered "$signed-$kernel"; then set -- "$@" "$signed-$kernel"; fi
    echo "Installing $1, signed by the distribution"
    install_packages "$@" || return 2
}

open_repository() {
    if installed cuda-keyring; then return; fi
    checksum=$(printf '%s\n' "$ALOFT_NVIDIA_KEYRINGS" | sed -n "s/^$distribution //p")
    if [ -z "$checksum" ] || [ "$(dpkg --print-architecture)" != amd64 ]; then
        give_up "aloft knows no repository of NVIDIA's for $distribution on $(dpkg --print-architecture)." \
            "Take an image of Ubuntu or Debian 12, or one that brings the driver."
    fi
    address=https://developer.download.nvidia.com/compute/cuda/repos/$distribution/x86_64/cuda-keyring_1.1-1_all.deb
    curl --fail --silent --show-error --location --retry 3 --output "${scratch:?}/keyring.deb" "$address" || return
    if ! echo "$checksum  $scratch/keyring.deb" | sha256sum --check --status; then
        give_up "$address has another checksum than the one that aloft knows: nothing of it was installed."
    fi
    when_unlocked dpkg --install "$scratch/keyring.deb"
}

# So that modules are built for this kernel, and for those that come after it.
install_headers() {
    flavour=${kernel##*-}
    case "$id $kernel" in
        'debian '*-cloud-*) flavour=cloud-$flavour ;;
    esac
    if offered "linux-headers-$kernel"; then
        install_packages "linux-headers-$kernel" "linux-headers-$flavour"
        return
    fi
    # The archive has left this kernel behind.
    install_packages "linux-image-$flavour" "linux-headers-$flavour" || return
    restart_machine "there are no headers for kernel $kernel any more, and a newer one is installed" \
        "The machine still runs kernel $kernel, for which there are no headers."
}

# Some of NVIDIA's repositories name the branch in the package, others have a package that pins it.
install_from_nvidia() {
    if secure_boot; then
        give_up "Secure Boot is on, and $distribution has no signed modules of driver $branch: the kernel would refuse them." \
            "Make the machine without Secure Boot, or from an image of Ubuntu, whose modules are signed."
    fi
    open_repository || return
    apt update || return
    install_headers || return
    driver=cuda-drivers
    [ "$modules" = open ] && driver=nvidia-open
    if offered "$driver-$branch"; then
        driver=$driver-$branch
    elif offered "nvidia-driver-pinning-$branch"; then
        install_packages "nvidia-driver-pinning-$branch" || return
    else
        give_up "NVIDIA's repository for $distribution has no driver $branch with $modules modules."
    fi
    echo "Installing $driver from NVIDIA's repository"
    install_packages "$driver"
}

container=
if systemd-detect-virt --quiet --container; then container=yes; fi
if works; then
    [ "$container" ] || keep_awake
    exit 0
fi
if [ "$container" ]; then
    give_up "This is a container: its driver is the host's, and the host gives it none that will do." \
        "It takes driver $oldest or later; found: ${version:-none}."
fi
has_card || give_up "There is no NVIDIA GPU on this machine's PCI bus."
if [ -n "$version" ] && ! dpkg-query --search "$(command -v nvidia-smi)" >/dev/null 2>&1; then
    give_up "The image brought driver $version, which no package owns; needed is $oldest or later." \
        "Take an image with a newer driver, or one without."
fi

finish_interrupted || exit
remove_other_modules || exit
keep_nouveau_away || exit
signed=1
if [ "$id" = ubuntu ]; then
    install_signed
    signed=$?
fi
[ "$signed" -ne 2 ] || exit 1
[ "$signed" -eq 0 ] || install_from_nvidia || exit

if grep -q '^nouveau ' "$under/proc/modules" 2>/dev/null && ! modprobe --remove nouveau; then
    restart_machine "nouveau holds the card" "nouveau holds the card, and no other driver gets it."
fi
if modprobe nvidia && modprobe nvidia-uvm && works; then
    keep_awake
    exit 0
fi
restart_machine "the driver is installed and does not answer yet" "The driver is installed, and does not answer."
