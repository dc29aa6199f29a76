#!/bin/sh
# Turns a Debian root filesystem with our packages into the base of a machine. Runs inside it, as its root.
#
#   finish-container.sh CERTIFICATES_FOLDER
set -eu

# Who the computer trusts, its machines trust: its sources may be reachable only so.
for certificate in "$1"/*.crt; do
    [ -e "$certificate" ] || continue
    cp "$certificate" /usr/local/share/ca-certificates/
done
update-ca-certificates > /dev/null 2>&1

# What must be each machine's own. An empty machine-id is filled on first boot; a missing one would also run
# systemd's first-boot questions.
rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id
# In a container these are podman's, and cannot be removed nor get into the base.
rm -f /etc/hostname /etc/resolv.conf 2> /dev/null || true
: > /etc/machine-id

# Not needed in a container, or at a bad moment: upgrades that begin by themselves in the middle of a training run.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
    getty.target console-getty.service systemd-udevd.service systemd-udev-trigger.service \
    systemd-ask-password-console.path systemd-ask-password-wall.path systemd-timesyncd.service \
    cloud-init-hotplugd.socket systemd-networkd-wait-online.service systemd-remount-fs.service; do
    ln -sf /dev/null "/etc/systemd/system/$unit"
done

# The shortest list of cloud-init's modules that makes a machine; each left out saves the import of its Python code.
# apt-configure would also put Debian's default sources in place of ours.
cat > /etc/cloud/cloud.cfg.d/90-aloft.cfg << 'END'
datasource_list: [ NoCloud, None ]
network: {config: disabled}
locale: false
manage_etc_hosts: false
preserve_hostname: true
ssh_deletekeys: false
users: []
cloud_init_modules: [ bootcmd, write-files, users-groups, ssh ]
cloud_config_modules: [ runcmd ]
cloud_final_modules: [ scripts-per-once, scripts-per-boot, scripts-per-instance, scripts-user, final-message ]
END

mkdir -p /var/lib/aloft
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt/* /var/log/*.log
