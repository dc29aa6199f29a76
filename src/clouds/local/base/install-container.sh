#!/bin/sh
# Installs what a machine needs into a plain Debian image. Runs in a container made from it, as root.
#
#   install-container.sh FOLDER      (the files are those of build-container.sh)
set -eu
folder=$1

cp "$folder/apt.conf" /etc/apt/apt.conf.d/99aloft
# Before the image has our certificates, sources over HTTPS may be unreachable: trust them by hand for the first step.
cat "$folder"/certificates/*.crt >> /etc/ssl/certs/ca-certificates.crt 2> /dev/null || true
# Services do not start while the image is being made.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 update
xargs apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 install --yes --no-install-recommends < "$folder/packages"
rm /usr/sbin/policy-rc.d
sh "$folder/finish.sh" "$folder/certificates"
