#!/bin/sh
set -u

under=${ALOFT_UNDER:-} # where the machine's files begin; tests have a folder of their own there

# Docker's own packages, where somebody has installed them, are as good.
finish_interrupted || exit
if ! command -v docker >/dev/null || ! command -v dockerd >/dev/null; then
    wanted=docker.io
    if offered docker-cli; then wanted='docker.io docker-cli'; fi # apart in newer distributions
    # shellcheck disable=SC2086
    install_packages $wanted || exit
fi
systemctl enable --quiet docker.service || exit
if ! id -nG "$ALOFT_PERSON" | tr ' ' '\n' | grep -qx docker; then
    usermod --append --groups docker "$ALOFT_PERSON" || exit
fi

open_repository() {
    key=$under/etc/apt/keyrings/nvidia-container-toolkit.asc
    list=$under/etc/apt/sources.list.d/nvidia-container-toolkit.list
    if [ -e "$key" ] && [ -e "$list" ]; then return; fi
    command -v gpg >/dev/null || install_packages gpg || return
    curl --fail --silent --show-error --location --retry 3 --output "${scratch:?}/key" \
        https://nvidia.github.io/libnvidia-container/gpgkey || return
    fingerprints=$(gpg --homedir "$scratch" --batch --show-keys --with-colons "$scratch/key" 2>/dev/null |
        awk -F: '$1 == "pub" { main = 1 } $1 == "fpr" && main { print $10; main = 0 }')
    if [ "$fingerprints" != "$ALOFT_NVIDIA_CONTAINER_KEY" ]; then
        echo "The key of NVIDIA's container toolkit is another than the one that aloft knows: nothing of it was installed."
        return 1
    fi
    mkdir -p "$under/etc/apt/keyrings"
    install -m 644 "$scratch/key" "$key"
    echo "deb [signed-by=$key] https://nvidia.github.io/libnvidia-container/stable/deb/\$(ARCH) /" >"$list.new"
    mv "$list.new" "$list"
}

# The old way, --gpus all, and the new one, --device nvidia.com/gpu=all.
give_containers_the_gpu() {
    if ! command -v nvidia-ctk >/dev/null; then
        open_repository || return
        apt update || return
        install_packages nvidia-container-toolkit || return
    fi
    nvidia-ctk runtime configure --runtime=docker --config="$under/etc/docker/daemon.json" || return
    mkdir -p "$under/etc/cdi"
    nvidia-ctk cdi generate --output="$scratch/nvidia.yaml" || return
    install -m 644 "$scratch/nvidia.yaml" "$under/etc/cdi/nvidia.yaml"
}

begin=start
if nvidia-smi >/dev/null 2>&1; then
    give_containers_the_gpu || exit
    begin=restart # it reads daemon.json at its start only
fi
systemctl reset-failed docker.service 2>/dev/null
if ! systemctl "$begin" docker.service; then
    echo "Docker does not start. What it said last:"
    journalctl --unit docker.service --no-pager --lines 20 --output cat
    exit 1
fi
