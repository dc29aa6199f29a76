#!/bin/sh
set -eu

export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt UV_NO_PROGRESS=1 UV_HTTP_TIMEOUT=120 UV_CACHE_DIR=/opt/aloft/cache
home=/opt/aloft/notebook
uv=/opt/aloft/bin/uv
folder=/etc/aloft/notebook
config=$folder/jupyter_server_config.json
unit=/etc/systemd/system/aloft-notebook.service
socket=/run/aloft-notebook/lab.sock

if [ ! -f "$ALOFT_SECRETS/notebook.json" ]; then
    echo "The notebook's password and token have not come along."
    exit 1
fi

# Nobody else puts anything there, so what a kill has left half made is made anew; the cache makes that quick.
if [ ! -e "$home/.aloft-done" ]; then
    rm -rf "$home"
    "$uv" venv --quiet --python /usr/bin/python3 "$home"
    "$uv" pip install --python "$home" 'jupyterlab>=4.2,<5'
    touch "$home/.aloft-done"
fi

# In the place of JupyterLab's own Python, under the name that notebooks from elsewhere ask for.
cat >"$home/share/jupyter/kernels/python3/kernel.json" <<'END'
{
 "argv": ["/opt/aloft/env/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
 "display_name": "Python (aloft)",
 "language": "python",
 "metadata": {"debugger": true},
 "env": {"VIRTUAL_ENV": "/opt/aloft/env"}
}
END

# Nobody is asked whether JupyterLab may fetch news from its makers; what a person wrote there stays.
settings=$home/share/jupyter/lab/settings
if [ ! -e "$settings/overrides.json" ]; then
    mkdir -p "$settings"
    cat >"$settings/overrides.new" <<'END'
{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}
END
    mv "$settings/overrides.new" "$settings/overrides.json"
fi

install -d -m 755 /etc/aloft "$folder"
install -d -m 700 -o "$ALOFT_PERSON" /opt/aloft/bytecode
[ -d "$ALOFT_WORK" ] || install -d -o "$ALOFT_PERSON" "$ALOFT_WORK"
install -m 600 -o "$ALOFT_PERSON" "$ALOFT_SECRETS/notebook.json" "$config.new"
# Stays behind when we are killed between writing and restarting.
cmp -s "$config.new" "$config" || touch "$folder/restart"
mv "$config.new" "$config"

# Bytecode is kept where the person may write; -X, unlike a variable, is not handed down to kernels and terminals.
# A ~/.jupyter made for another server could open a port or set another password: only looks and layout come from there,
# and the folder for everything else is new and empty each time.
cat >"$unit.new" <<END
[Unit]
Description=JupyterLab, set up by aloft
After=network.target
StartLimitIntervalSec=0

[Service]
Type=exec
User=$ALOFT_PERSON
WorkingDirectory=$ALOFT_WORK
RuntimeDirectory=aloft-notebook aloft-notebook/config
RuntimeDirectoryMode=0700
NoNewPrivileges=yes
Environment=PATH=/opt/aloft/env/bin:/opt/aloft/bin:/usr/local/bin:/usr/bin:/bin
Environment=SSL_CERT_FILE=$SSL_CERT_FILE PIP_CERT=$SSL_CERT_FILE REQUESTS_CA_BUNDLE=$SSL_CERT_FILE
Environment=JUPYTER_CONFIG_DIR=/run/aloft-notebook/config
Environment=JUPYTERLAB_SETTINGS_DIR=$ALOFT_HOME_OF_PERSON/.jupyter/lab/user-settings
Environment=JUPYTERLAB_WORKSPACES_DIR=$ALOFT_HOME_OF_PERSON/.jupyter/lab/workspaces
ExecStart=/opt/aloft/notebook/bin/python -X pycache_prefix=/opt/aloft/bytecode -m jupyterlab \\
    --config=$config --no-browser --ServerApp.sock=$socket --ServerApp.sock_mode=0600 \\
    --LabApp.news_url= --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
END
cmp -s "$unit.new" "$unit" || touch "$folder/restart"
mv "$unit.new" "$unit"

systemctl daemon-reload
systemctl enable --quiet aloft-notebook.service
systemctl reset-failed aloft-notebook.service 2>/dev/null || true # so that restarts are counted from here
if [ -e "$folder/restart" ]; then
    systemctl restart aloft-notebook.service
    rm "$folder/restart"
else
    systemctl start aloft-notebook.service
fi

echo "Waiting for JupyterLab to answer"
tries=0
until curl --silent --fail --max-time 5 --output /dev/null --unix-socket "$socket" http://localhost/api; do
    tries=$((tries + 1))
    restarts=$(systemctl show --property=NRestarts --value aloft-notebook.service)
    if [ "$tries" -ge 300 ] || [ "${restarts:-0}" -ge 2 ]; then
        echo "JupyterLab does not answer. What it said last:"
        journalctl --unit aloft-notebook.service --no-pager --lines 20 --output cat
        echo "Asked for once more, it is installed anew."
        rm -f "$home/.aloft-done"
        exit 1
    fi
    sleep 0.2
done
