// A machine's life through npm's @google-cloud/compute as it is: REST, its own polling of operations, its own paging.
// Runs in the folder where npm has put what package.json names.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const compute = require('@google-cloud/compute').v1;
const { GoogleAuth } = require('google-auth-library');

const endpoint = new URL(process.env.ALOFT_PRACTICE_ENDPOINT);
const project = process.env.GOOGLE_CLOUD_PROJECT;
const zone = 'us-central1-a';
const region = 'us-central1';
const instance = 'node-vm';

// The newer versions of the library take tokens from Google alone; this one takes it from where the key file says.
const key = require(process.env.GOOGLE_APPLICATION_CREDENTIALS);
const authClient = await tokenClient();
async function tokenClient() {
    const user = require(process.env.ALOFT_PRACTICE_USER);
    const answer = await fetch(key.token_uri, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'refresh_token',
            client_id: user.client_id,
            client_secret: user.client_secret,
            refresh_token: user.refresh_token,
        }),
    });
    const { access_token } = await answer.json();
    const auth = new GoogleAuth().fromJSON(user);
    auth.setCredentials({ access_token, expiry_date: Date.now() + 3_000_000 });
    return auth;
}

const options = {
    fallback: true,
    protocol: endpoint.protocol.slice(0, -1),
    apiEndpoint: endpoint.hostname,
    port: Number(endpoint.port),
    authClient,
};
const instances = new compute.InstancesClient(options);
const disks = new compute.DisksClient(options);
const addresses = new compute.AddressesClient(options);
const firewalls = new compute.FirewallsClient(options);
const operations = {
    zone: new compute.ZoneOperationsClient(options),
    region: new compute.RegionOperationsClient(options),
    global: new compute.GlobalOperationsClient(options),
};

async function done([response]) {
    let operation = response.latestResponse;
    const place = operation.zone
        ? ['zone', { zone: operation.zone.split('/').pop() }]
        : operation.region
          ? ['region', { region: operation.region.split('/').pop() }]
          : ['global', {}];
    while (operation.status !== 'DONE') {
        [operation] = await operations[place[0]].wait({ operation: operation.name, project, ...place[1] });
    }
    assert.equal(operation.error?.errors?.length ?? 0, 0, JSON.stringify(operation.error));
}

const machine = {
    name: instance,
    machineType: `zones/${zone}/machineTypes/n1-standard-4`,
    disks: [
        {
            boot: true,
            autoDelete: true,
            initializeParams: {
                sourceImage: 'projects/ubuntu-os-cloud/global/images/family/ubuntu-2204-lts',
                diskSizeGb: '30',
            },
        },
    ],
    networkInterfaces: [{ network: 'global/networks/default', accessConfigs: [{ type: 'ONE_TO_ONE_NAT', name: 'External NAT' }] }],
    guestAccelerators: [{ acceleratorCount: 1, acceleratorType: `zones/${zone}/acceleratorTypes/nvidia-tesla-t4` }],
    scheduling: { onHostMaintenance: 'TERMINATE', provisioningModel: 'SPOT', maxRunDuration: { seconds: '3600' } },
};
await done(await instances.insert({ project, zone, instanceResource: machine }));
const [vm] = await instances.get({ project, zone, instance });
assert.equal(vm.status, 'RUNNING');
assert.equal(vm.guestAccelerators[0].acceleratorCount, 1);

const [listed] = await instances.list({ project, zone, filter: 'name = node-*', maxResults: 1 });
assert.deepEqual(listed.map((each) => each.name), [instance]);
const found = [];
for await (const [scope, part] of instances.aggregatedListAsync({ project })) {
    if (part.instances?.length) found.push(scope);
}
assert.deepEqual(found, [`zones/${zone}`]);

await assert.rejects(instances.insert({ project, zone, instanceResource: machine }), /already exists/);
await done(await disks.resize({ project, zone, disk: instance, disksResizeRequestResource: { sizeGb: '60' } }));
await done(await instances.stop({ project, zone, instance }));
await done(await addresses.insert({ project, region, addressResource: { name: 'node-address' } }));
const [address] = await addresses.get({ project, region, address: 'node-address' });
const nic = { project, zone, instance, networkInterface: 'nic0' };
await done(await instances.deleteAccessConfig({ ...nic, accessConfig: 'External NAT' }));
await done(
    await instances.addAccessConfig({
        ...nic,
        accessConfigResource: { name: 'External NAT', type: 'ONE_TO_ONE_NAT', natIP: address.address },
    }),
);
await done(await instances.start({ project, zone, instance }));
const rule = { name: 'node-rule', allowed: [{ IPProtocol: 'tcp', ports: ['8888'] }] };
await done(await firewalls.insert({ project, firewallResource: rule }));
await done(await firewalls.delete({ project, firewall: 'node-rule' }));
await done(await instances.delete({ project, zone, instance }));
await done(await addresses.delete({ project, region, address: 'node-address' }));
await assert.rejects(instances.get({ project, zone, instance }), /was not found/);
console.log('a life through @google-cloud/compute');
