#!/bin/sh
# Put before the apply.sh of each recipe that installs packages of the system.

patience=900 # seconds for whoever holds a package lock

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# apt says each second that it waits; once is enough.
without_repetition() {
    last=
    while IFS= read -r line; do
        [ "$line" = "$last" ] || printf '%s\n' "$line"
        last=$line
    done
}

# Runs a command until it gets its lock. apt itself waits for dpkg's locks, but neither for the lock of the package
# lists, nor does dpkg. Other failures are answered at once.
when_unlocked() {
    waited=0
    while :; do
        { "$@" 2>&1; echo $? >"$scratch/status"; } | tee "$scratch/output" | without_repetition
        status=$(cat "$scratch/status")
        [ "$status" -ne 0 ] && [ "$waited" -lt "$patience" ] || return "$status"
        grep -Eq 'locked by another process|[Cc]ould not get lock|[Uu]nable to lock' "$scratch/output" || return "$status"
        [ "$waited" -gt 0 ] || echo "Another program is installing packages; waiting until it has ended."
        sleep 2
        waited=$((waited + 2))
    done
}

apt() {
    when_unlocked apt-get --quiet -o DPkg::Lock::Timeout="$patience" -o Dpkg::Use-Pty=0 "$@"
}

# What an interrupted dpkg has left; also what one has left that is at work now, for which it waits.
finish_interrupted() {
    if [ -n "$(dpkg --audit 2>&1)" ] || [ -n "$(ls -A /var/lib/dpkg/updates 2>/dev/null)" ]; then
        echo "Finishing what an interrupted dpkg has left"
        when_unlocked dpkg --force-confold --configure -a
    fi
}

install_from_lists() {
    apt install --yes --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

# Lists that are there are mostly good enough, and reading them anew takes seconds.
install_packages() {
    finish_interrupted || return
    if [ -n "$(ls /var/lib/apt/lists/*_Packages* 2>/dev/null)" ] && install_from_lists "$@"; then
        return 0
    fi
    echo "Reading the package lists"
    apt update || return
    apt --fix-broken install --yes --no-install-recommends || return
    install_from_lists "$@"
}

# Whether the lists offer it.
offered() {
    [ -n "$(apt-cache --quiet show --no-all-versions "$1" 2>/dev/null)" ]
}

# Whether all of them are installed whole: neither half unpacked nor held back by an interrupted dpkg.
installed() {
    whole=$(dpkg-query --show --showformat='${db:Status-Abbrev}\n' "$@" 2>/dev/null | grep -c '^[ih]i $')
    [ "$whole" -eq "$#" ]
}
