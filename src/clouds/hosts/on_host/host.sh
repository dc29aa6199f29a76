# Runs on a host that is somebody's own, read by sh from standard input. The last line, which aloft adds, calls one of:
#   facts                 what the host is and who has it, one "word value" a line; changes nothing, needs no rights
#   look MARK             who has it, and whether our key line is there; changes nothing, needs no rights
#   claim NAME TEXT KEY MARK   takes it (81: somebody else has it, told on standard output); then the key may sign in
#   release NAME MARK     takes away what aloft brought, the claim last; what another has is left alone
# claim and release need root, and may be cut off anywhere and run again.
# ALOFT_ROOT is empty on a host; tests put a folder in front of every path with it.
set -eu
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
root="${ALOFT_ROOT:-}"
claim="$root/var/lib/aloft-claim"
login="${SUDO_USER:-$(id -un)}"
person_home="$root$(getent passwd "$login" | cut -d : -f 6)"
keys="$person_home/.ssh/authorized_keys"
made_person=aloft

# All that agent, recipes and jobs may bring, the person's home aside.
places() {
    for path in "$root"/opt/aloft "$root"/usr/local/lib/aloft "$root"/var/lib/aloft "$root"/etc/aloft \
        "$root"/run/aloft* "$root"/etc/profile.d/aloft.sh "$root"/etc/systemd/system/aloft-* \
        "$root"/etc/systemd/system/*.wants/aloft-*; do
        if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi
    done
}

children() {
    for path in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi
    done
}

tell_claim() {
    [ ! -e "$claim" ] || sed 's/^/claim./' "$claim"
}

held_as() { grep -qxF "name $1" "$claim" 2>/dev/null; }
claim_says() { grep -qxF "$1" "$claim"; }

graphics() {
    if command -v nvidia-smi >/dev/null && names=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null); then
        printf '%s\n' "$names" | sed -n '/./s/^/gpu /p'
        return 0
    fi
    for device in "$root"/sys/bus/pci/devices/*; do
        [ "$(cat "$device/vendor" 2>/dev/null)" = 0x10de ] || continue
        case "$(cat "$device/class" 2>/dev/null)" in 0x03*) echo 'gpu_without_driver NVIDIA' ;; esac
    done
}

facts() {
    echo "system $(uname -s)"
    echo "processor $(uname -m)"
    sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/os \1/p' "$root/etc/os-release" 2>/dev/null || :
    [ ! -d "$root/run/systemd/system" ] || echo 'systemd yes'
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then echo 'root yes'; fi
    echo "login $login"
    echo "cpus $(nproc)"
    sed -n 's/^MemTotal: *\([0-9]*\) kB$/memory_kib \1/p' "$root/proc/meminfo"
    df -Pk "$root/" | awk 'NR == 2 { print "disk_kib " $2; print "free_kib " $4 }'
    graphics
    tell_claim
}

key_stands() { grep -qsF "$1" "$keys"; }

look() {
    tell_claim
    if key_stands "$1"; then echo 'key yes'; fi
}

# What there is already is no work of ours, and stays.
standing_before() {
    places | while read -r path; do
        echo "stays $path"
        if [ -d "$path" ] && [ ! -L "$path" ]; then children "$path" | sed 's/^/stays /'; fi
    done
    [ -d "$person_home/.ssh" ] || echo 'brought ssh-folder'
    [ -e "$keys" ] || echo 'brought keys-file'
    if [ -s "$keys" ] && [ "$(tail -c 1 "$keys" | wc -l)" = 0 ]; then echo 'brought last-newline'; fi
    getent passwd "$made_person" >/dev/null || echo 'brought person'
}

# A link is made only where there is none, and with all of its content: of two that come at once one is first.
take() {
    new="$claim.$1.new"
    mkdir -p "$root/var/lib"
    { printf '%s\n' "$2"; standing_before; } >"$new"
    chmod 644 "$new"
    sync "$new"
    if ln -T "$new" "$claim" 2>/dev/null; then sync "$root/var/lib"; fi
    rm -f "$new"
    [ -e "$claim" ] || { echo "no claim could be written to $claim" >&2; return 1; }
}

as_person() { chown "$login:$(id -gn "$login")" "$@"; }

# By way of a copy with all that the file is: one that is cut short would lock its owner out.
drop_line() {
    file=$(readlink -f "$keys")
    cp -a "$file" "$file.aloft"
    MARK="$1" awk 'index($0, ENVIRON["MARK"]) == 0' "$file" >"$file.aloft"
    if [ "$2" = as_before ] && claim_says 'brought last-newline' && [ -s "$file.aloft" ]; then
        truncate -s -1 "$file.aloft"
    fi
    sync "$file.aloft"
    mv -f "$file.aloft" "$file"
}

let_in() {
    if key_stands "$1 $2"; then return 0; fi
    if key_stands "$2"; then drop_line "$2" for_another; fi
    if [ ! -d "$person_home/.ssh" ]; then
        mkdir -m 700 "$person_home/.ssh"
        as_person "$person_home/.ssh"
    fi
    if [ ! -e "$keys" ]; then
        (umask 077 && : >"$keys")
        as_person "$keys"
    fi
    if [ -s "$keys" ] && [ "$(tail -c 1 "$keys" | wc -l)" = 0 ]; then echo >>"$keys"; fi
    printf '%s %s\n' "$1" "$2" >>"$keys"
    sync "$keys"
}

claim_host() {
    [ -e "$claim" ] || take "$1" "$2"
    if ! held_as "$1"; then
        tell_claim
        return 81
    fi
    let_in "$3" "$4"
}

stop_services() {
    systemctl stop 'aloft-*'
    for unit in "$root"/etc/systemd/system/aloft-*; do
        [ -e "$unit" ] || continue
        claim_says "stays $unit" || systemctl disable "${unit##*/}" 2>/dev/null || :
    done
}

# A file system that somebody mounted in there is not emptied: then this fails, and says so.
remove_files() {
    places | while read -r path; do
        if ! claim_says "stays $path"; then
            rm -rf --one-file-system "$path"
        elif [ -d "$path" ] && [ ! -L "$path" ]; then
            children "$path" | while read -r child; do
                claim_says "stays $child" || rm -rf --one-file-system "$child"
            done
        fi
    done
    systemctl daemon-reload
    systemctl reset-failed 'aloft-*' 2>/dev/null || :
}

has_files() {
    find "$1" -mindepth 1 ! -type d | while read -r file; do
        cmp -s "$file" "$root/etc/skel/${file#"$1"/}" || { echo "$file"; break; }
    done
}

# The user that was made to work here goes if nothing was worked; else their files stay, and they with them.
remove_person() {
    claim_says 'brought person' || return 0
    entry=$(getent passwd "$made_person") || return 0
    home="$root$(echo "$entry" | cut -d : -f 6)"
    if [ -d "$home" ] && [ -n "$(has_files "$home")" ]; then
        echo "left user $made_person with files in $home"
        return 0
    fi
    userdel --remove "$made_person" 2>/dev/null || echo "left user $made_person"
}

shut_out() {
    if key_stands "$1"; then drop_line "$1" as_before; fi
    rm -f "$keys.aloft"
    if claim_says 'brought keys-file' && [ -e "$keys" ] && [ ! -s "$keys" ]; then rm -f "$keys"; fi
    if claim_says 'brought ssh-folder' && [ -d "$person_home/.ssh" ]; then rmdir "$person_home/.ssh" 2>/dev/null || :; fi
}

release() {
    rm -f "$claim.$1.new"
    held_as "$1" || return 0
    stop_services
    remove_files
    remove_person
    shut_out "$2"
    sync
    rm -f "$claim"
    sync "$root/var/lib"
}

main() {
    case "$1" in
        facts) facts ;;
        look) look "$2" ;;
        claim) claim_host "$2" "$3" "$4" "$5" ;;
        release) release "$2" "$3" ;;
        *) return 64 ;;
    esac
}
