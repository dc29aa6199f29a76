#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fakes/fake_system.hpp"
#include "machine/folder.hpp"
#include "machine/keys.hpp"
#include "machine/pins.hpp"
#include "system/files.hpp"

namespace aloft::machine_tests {

/// What ssh answers is the test's to say; every other program is run for real.
class SaidBySsh final : public Processes {
public:
    std::function<Finished(const Command&)> answer = [](const Command&) { return Finished{}; };
    std::vector<Command> asked;

    Result<Finished> run(const Command& command) override {
        if (command.argv.front() != "ssh") return real_.run(command);
        asked.push_back(command);
        return answer(command);
    }
    Result<int> run_attached(const Command& command) override { return real_.run_attached(command); }
    std::optional<std::string> find_program(std::string_view name) override { return real_.find_program(name); }

private:
    PosixProcesses real_;
};

inline const Labels labels{"a1", "plan-1", "owner-1"};
inline const ResourceRef instance_ref{"local", ResourceKind::instance, "aloft-a1", ""};
inline const ResourceRef key_ref{"ssh", ResourceKind::key, "a1", ""};
inline const ResourceRef host_key_ref{"ssh", ResourceKind::host_key, "a1", ""};

inline Found instance_at(const std::string& host, int port, const std::string& user) {
    return {instance_ref, Condition::ready, {{"host", host}, {"port", std::to_string(port)}, {"user", user}}, labels};
}

inline std::string text_of(const std::filesystem::path& file) {
    return read_file(file).value_or("(no file " + file.string() + ")");
}

inline void write(const std::filesystem::path& file, std::string_view text) {
    std::filesystem::create_directories(file.parent_path());
    ASSERT_TRUE(write_file(file, text, Readable::by_all)) << file;
}

inline HostKey host_key_of(const std::filesystem::path& public_key_file) {
    return host_key_in(text_of(public_key_file)).value_or("(no key in " + public_key_file.string() + ")");
}

}  // namespace aloft::machine_tests
