#!/usr/bin/env python3
"""ec2_endpoint.py N: answers DescribeInstances with N instances, on a free port of this computer, which it prints.

The answer is made before the first request, so that what is measured against it is the client.
"""
import http.server
import sys

INSTANCE = """<item><reservationId>r-{n:017x}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item>
<instanceId>i-{n:017x}</instanceId><imageId>ami-0123456789abcdef0</imageId>
<instanceState><code>16</code><name>running</name></instanceState>
<privateDnsName>ip-10-0-0-1.ec2.internal</privateDnsName><dnsName>ec2-203-0-113-1.compute-1.amazonaws.com</dnsName>
<keyName>key</keyName><amiLaunchIndex>0</amiLaunchIndex><instanceType>g4dn.xlarge</instanceType>
<launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone></placement>
<privateIpAddress>10.0.0.1</privateIpAddress><ipAddress>203.0.113.1</ipAddress>
<tagSet><item><key>Name</key><value>machine-{n}</value></item></tagSet></item></instancesSet></item>"""


def answer(count):
    items = "".join(INSTANCE.format(n=n) for n in range(count))
    return (f'<?xml version="1.0" encoding="UTF-8"?><DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
            f"<requestId>00000000-0000-0000-0000-000000000000</requestId><reservationSet>{items}</reservationSet>"
            f"</DescribeInstancesResponse>").encode()


class Endpoint(http.server.BaseHTTPRequestHandler):
    body = b""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Endpoint.body = answer(int(sys.argv[1]))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    print(server.server_address[1], flush=True)
    server.serve_forever()
