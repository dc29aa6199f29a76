#!/bin/sh
# Turns a Debian root filesystem with our packages and a kernel into the base of a virtual machine. Runs inside it, as
# its root.
#
#   finish-vm.sh CERTIFICATES_FOLDER
set -eu

# Who the computer trusts, its machines trust: its sources may be reachable only so.
for certificate in "$1"/*.crt; do
    [ -e "$certificate" ] || continue
    cp "$certificate" /usr/local/share/ca-certificates/
done
update-ca-certificates > /dev/null 2>&1

# What must be each machine's own. An empty machine-id is filled on first boot; a missing one would also run
# systemd's first-boot questions.
rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id /etc/hostname /etc/resolv.conf
: > /etc/machine-id

# QEMU answers names at this address, see the addresses of user-mode networking in its manual.
echo 'nameserver 10.0.2.3' > /etc/resolv.conf

# systemd makes the root filesystem as large as the disk at every boot, and when the disk grows under its feet.
echo 'LABEL=aloft-root / ext4 rw,relatime,discard,x-systemd.growfs 0 1' > /etc/fstab
cat > /etc/udev/rules.d/90-aloft-grow.rules << 'END'
ACTION=="change", SUBSYSTEM=="block", ENV{RESIZE}=="1", ENV{ID_FS_LABEL}=="aloft-root", RUN+="/usr/bin/systemd-run --no-block /lib/systemd/systemd-growfs /"
END

# Addresses come on the kernel's command line, see vm_command.cpp.
systemctl -q enable systemd-networkd.service
# The kernel that boots lies beside the disk and not on it; its modules must stay.
apt-mark -qq hold "$(basename /lib/modules/* | sed s/^/linux-image-/)" > /dev/null

# Not needed, or at a bad moment: upgrades that begin by themselves in the middle of a training run.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
    getty@tty1.service systemd-networkd-wait-online.service systemd-timesyncd.service systemd-pstore.service \
    cloud-init-hotplugd.socket systemd-ask-password-console.path systemd-ask-password-wall.path; do
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
rm -rf /var/log/apt/* /var/log/*.log
