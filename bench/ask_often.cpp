// ask_often PORT PATH CALLS CONNECTIONS: gets PATH so often, over connections that stay, each call after the answer of the
// last. The access token comes by the input, so that nobody sees it. Prints how many were answered a second.
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

int connected(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
    return descriptor;
}

/// Reads one whole answer; whether it was a 200.
bool answered(int descriptor, std::string& read) {
    static constexpr std::string_view length_word = "Content-Length: ";
    std::size_t size = std::string::npos;
    while (read.size() < size) {
        char piece[1 << 16];
        const ssize_t count = ::recv(descriptor, piece, sizeof piece, 0);
        if (count <= 0) return false;
        read.append(piece, static_cast<std::size_t>(count));
        const auto end = read.find("\r\n\r\n");
        if (end == std::string::npos || size != std::string::npos) continue;
        const auto length = read.find(length_word);
        if (length == std::string::npos || length > end) return false;
        size = end + 4 + std::strtoul(read.c_str() + length + length_word.size(), nullptr, 10);
    }
    const bool fine = read.starts_with("HTTP/1.1 200");
    read.erase(0, size);
    return fine;
}

}  // namespace

int main(int count, char** words) {
    if (count != 5) return 2;
    const int port = std::atoi(words[1]);
    std::atomic<int> left = std::atoi(words[3]);
    std::atomic<bool> failed = false;
    std::string token;
    std::getline(std::cin, token);
    const std::string request =
        std::string("GET ") + words[2] + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    const int calls = left;
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> clients;
    for (int at = 0; at < std::atoi(words[4]); ++at)
        clients.emplace_back([&] {
            const int descriptor = connected(port);
            std::string read;
            while (left-- > 0 && !failed)
                if (::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0 || !answered(descriptor, read))
                    failed = true;
            ::close(descriptor);
        });
    for (std::thread& client : clients) client.join();
    if (failed) return 1;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.1f\n", calls / took.count());
}
