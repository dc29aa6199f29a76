#include "clouds/local/vm_process.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

namespace aloft::local {
namespace {

namespace fs = std::filesystem;

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

/// The words of a command line; none for a process that has ended and only waits to be reaped.
std::vector<std::string> words_of(const fs::path& proc, int id) {
    std::ifstream file(proc / std::to_string(id) / "cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');) words.push_back(std::move(word));
    return words;
}

std::optional<VmProcess> read_process(const fs::path& proc, int id) {
    const auto words = words_of(proc, id);
    if (words.empty() || !fs::path(words.front()).filename().string().starts_with("qemu-system-")) return std::nullopt;
    const auto option = std::ranges::find(words, "-name");
    if (option == words.end() || option + 1 == words.end() || !(option + 1)->starts_with("aloft-")) return std::nullopt;
    return VmProcess{id, *(option + 1)};
}

}  // namespace

std::vector<VmProcess> vm_processes(const fs::path& proc) {
    std::vector<VmProcess> all;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(proc, ignored))
        if (const auto id = number_in(entry.path().filename().string()))
            if (auto process = read_process(proc, *id)) all.push_back(std::move(*process));
    return all;
}

std::optional<VmProcess> vm_process(const fs::path& proc, const std::string& name, const fs::path& process_id_file) {
    std::ifstream file(process_id_file);
    if (std::string text; std::getline(file, text))
        if (const auto id = number_in(text))
            if (auto process = read_process(proc, *id); process && process->name == name) return process;
    for (VmProcess& process : vm_processes(proc))
        if (process.name == name) return std::move(process);
    return std::nullopt;
}

}  // namespace aloft::local
