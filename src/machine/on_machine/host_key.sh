# Runs on the machine, as root, read by sh from standard input:
#   meet SLICE FIRST  waits so many seconds for cloud-init to end (75: still at work, 76: it failed), then prints the
#                     host key that shall replace FIRST, made now if there is none yet; without FIRST it only waits
#   install KEY       makes that key the machine's only one
# Keys are named by the second word of a public key. Each part may be cut off anywhere and run again.
# ALOFT_ROOT is empty on a machine; tests put a folder in front of every path with it.
set -eu
root="${ALOFT_ROOT:-}"
ssh_folder="$root/etc/ssh"
own="$ssh_folder/ssh_host_ed25519_key"
next="$ssh_folder/aloft_next_host_ed25519_key"
kept="$ssh_folder/aloft_host_ed25519_key"
cloud_init_log="$root/var/log/cloud-init-output.log"

# From the private part: a public file beside it may be left from an earlier key.
key_of() { ssh-keygen -y -f "$1" | cut -d ' ' -f 2; }

# A run whose connection was cut may still be at work.
alone() {
    exec 9>"$root/run/aloft-host-key.lock"
    flock 9
}

next_key() {
    if [ ! -e "$next" ]; then
        present=$(key_of "$own" 2>/dev/null) || present=$1
        # An earlier run came as far as installing it and could not tell.
        [ "$present" = "$1" ] || { echo "aloft-host-key $present"; return 0; }
        rm -f "$next.new" "$next.new.pub"
        ssh-keygen -q -t ed25519 -N '' -C '' -f "$next.new"
        rm -f "$next.new.pub"
        mv "$next.new" "$next"
        sync "$next" "$ssh_folder"
    fi
    echo "aloft-host-key $(key_of "$next")"
}

# Written before the key: a machine that restarts in between must not have it replaced.
hold_cloud_init_off() {
    folder="$root/etc/cloud/cloud.cfg.d"
    [ -d "$folder" ] || return 0
    printf '%s\n' '# The host key of this machine is its own and is known to aloft.' \
        'ssh_deletekeys: false' 'ssh_genkeytypes: []' >"$folder/95-aloft.cfg.new"
    mv -f "$folder/95-aloft.cfg.new" "$folder/95-aloft.cfg"
}

without_private_key() {
    awk '
        function depth(line) { match(line, /^ */); return RLENGTH }
        hidden && (/^ *$/ || depth($0) > outer) { next }
        { hidden = 0 }
        /^ *"?ed25519_private"?:/ { outer = depth($0); hidden = 1; next }
        { print }' "$1"
}

# Where nobody looks who makes new keys for a new machine: a disk that moves takes its own key along.
keep_with_the_disk() {
    [ -d "$ssh_folder/sshd_config.d" ] || return 0
    (umask 077 && cat "$own" >"$kept.new")
    mv -f "$kept.new" "$kept"
    printf '%s\n' '# The host key of this machine is its own and is known to aloft.' \
        "HostKey ${kept#"$root"}" >"$ssh_folder/sshd_config.d/10-aloft.conf.new"
    mv -f "$ssh_folder/sshd_config.d/10-aloft.conf.new" "$ssh_folder/sshd_config.d/10-aloft.conf"
}

# The first private key has no worth any more. A seed that cannot be written is its cloud's to take away.
scrub_seeds() {
    umask 077
    for file in "$root"/var/lib/cloud/seed/nocloud*/user-data "$root"/var/lib/cloud/instances/*/user-data.txt* \
        "$root"/var/lib/cloud/instances/*/cloud-config.txt; do
        grep -qs 'ed25519_private' "$file" || continue
        { without_private_key "$file" >"$file.aloft" && mv -f "$file.aloft" "$file"; } 2>/dev/null ||
            rm -f "$file.aloft" 2>/dev/null || :
    done
}

remove_other_keys() {
    for file in "$ssh_folder"/ssh_host_*; do
        case "$file" in "$own" | "$own.pub") ;; *) rm -f "$file" ;; esac
    done
}

# SIGHUP is what a reload of the service sends: sshd reads its keys again and leaves its connections alone.
reload_sshd() {
    if pid=$(cat "$root/run/sshd.pid" 2>/dev/null) && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = sshd ]; then
        kill -HUP "$pid"
        return 0
    fi
    for unit in ssh.service sshd.service; do
        systemctl try-reload-or-restart "$unit" 2>/dev/null && return 0
    done
    echo 'sshd could not be told to read its new host key: no process id in /run/sshd.pid, no unit ssh or sshd' >&2
    return 1
}

# Google keeps what a machine says of itself for those who may see the machine: whoever is shown another key can ask
# there. It is a second opinion: without it the machine is as good.
tell_google() {
    [ "$(cat "$root/run/cloud-init/cloud-id" 2>/dev/null)" = gce ] || return 0
    python3 -c 'if True:
        import sys, urllib.request
        place = "http://metadata.google.internal/computeMetadata/v1/instance/guest-attributes/hostkeys/ssh-ed25519"
        told = urllib.request.Request(place, sys.argv[1].encode(), {"Metadata-Flavor": "Google"}, method="PUT")
        urllib.request.urlopen(told, timeout=5)' "$1" >/dev/null 2>&1 || :
}

install_key() {
    hold_cloud_init_off
    [ ! -e "$next" ] || [ "$(key_of "$next")" != "$1" ] || mv -f "$next" "$own"
    if [ "$(key_of "$own")" != "$1" ]; then
        echo 'the host key on the machine is not the one that it sent' >&2
        return 1
    fi
    printf 'ssh-ed25519 %s\n' "$1" >"$own.pub.new"
    mv -f "$own.pub.new" "$own.pub"
    chmod 644 "$own.pub"
    rm -f "$next"
    remove_other_keys
    keep_with_the_disk
    sync "$own" "$own.pub" "$ssh_folder"
    scrub_seeds
    reload_sshd
    tell_google "$1"
}

# Not `cloud-init status --wait`, which costs a start of Python even when all is done: that is asked for words only.
wait_for_cloud_init() {
    command -v cloud-init >/dev/null || return 0
    state="$root/run/cloud-init"
    left=$(($1 * 10))
    while [ ! -e "$state/result.json" ]; do
        if [ -e "$state/disabled" ] || [ -e "$root/etc/cloud/cloud-init.disabled" ]; then return 0; fi
        if [ "$left" -le 0 ]; then
            tail -n 1 "$cloud_init_log" 2>/dev/null || :
            return 75
        fi
        left=$((left - 1))
        sleep 0.1
    done
    if grep -q '"errors": \[\]' "$state/result.json"; then return 0; fi
    cloud-init status --wait --long || :
    tail -n 20 "$cloud_init_log" 2>/dev/null || :
    return 76
}

main() {
    case "$1" in
        meet)
            wait_for_cloud_init "$2"
            [ $# -gt 2 ] || return 0
            alone
            next_key "$3"
            ;;
        install)
            alone
            install_key "$2"
            ;;
        *) return 64 ;;
    esac
}

# Nothing runs before this last line, so a script that arrives in part does nothing.
main "$@" </dev/null
