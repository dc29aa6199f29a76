#!/usr/bin/env python3
"""to_socket.py SOCKET: what comes in goes to that socket, and what it says goes out, until it has said all."""
import os
import socket
import sys
import threading


def main(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)

    def forward():
        while data := os.read(0, 65536):
            connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)

    threading.Thread(target=forward, daemon=True).start()
    while data := connection.recv(65536):
        os.write(1, data)


if __name__ == "__main__":
    main(sys.argv[1])
