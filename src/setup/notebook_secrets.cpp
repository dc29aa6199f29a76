#include "setup/notebook_secrets.hpp"

#include <argon2.h>
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "machine/folder.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Jupyter's own strength: what it verifies in a tenth of a second on a small machine.
constexpr std::uint32_t rounds = 10;
constexpr std::uint32_t memory_in_kib = 10240;
constexpr std::uint32_t lanes = 8;
constexpr std::size_t salt_length = 16;
constexpr std::size_t hash_length = 32;

Result<std::string> argon2id(const std::string& password, Random& random) {
    std::array<unsigned char, salt_length> salt{};
    for (unsigned char& byte : salt) byte = static_cast<unsigned char>(random.next());
    std::string encoded(argon2_encodedlen(rounds, memory_in_kib, lanes, salt_length, hash_length, Argon2_id), '\0');
    const int code = argon2id_hash_encoded(rounds, memory_in_kib, lanes, password.data(), password.size(), salt.data(),
                                           salt.size(), hash_length, encoded.data(), encoded.size());
    if (code != ARGON2_OK)
        return failure(ErrorKind::failed, "hashing the notebook's password", argon2_error_message(code));
    encoded.resize(encoded.find('\0'));
    return "argon2:" + encoded;
}

fs::path kept_in(const Home& home, const std::string& machine) {
    return MachineFolder(home, machine).path() / "notebook.json";
}

/// Groups of four are read out and typed without losing one's place; 80 bits.
std::string generated_password(Random& random) {
    std::string password = random_word(random, 4);
    for (int group = 1; group < 4; ++group) password += "-" + random_word(random, 4);
    return password;
}

Result<std::string> chosen_password(const fs::path& file) {
    const std::string doing = "reading the notebook's password from " + file.string();
    std::error_code problem;
    const fs::perms mode = fs::status(file, problem).permissions();
    if (problem) return failure(ErrorKind::not_found, doing, problem.message(), "write the password into that file");
    if ((mode & (fs::perms::group_read | fs::perms::others_read)) != fs::perms::none)
        return failure(ErrorKind::bad_input, doing, "others can read that file",
                       fmt::format("chmod 600 {}", file.string()));
    auto text = read_file(file);
    if (!text) return text;
    text->erase(text->find_last_not_of("\r\n") + 1);
    if (text->empty()) return failure(ErrorKind::bad_input, doing, "it is empty", "write the password into it");
    return text;
}

struct Kept {
    NotebookSecrets secrets;
    std::string source;
};

Result<std::optional<Kept>> read_kept(const Home& home, const std::string& machine) {
    const fs::path file = kept_in(home, machine);
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return std::nullopt;
    const auto text = read_file(file);
    if (!text) return failed(text);
    try {
        const Json json = Json::parse(*text);
        return Kept{{json.at("password"), json.at("token"), json.at("hashed_password")}, json.at("source")};
    } catch (const Json::exception&) {
        return std::nullopt;  // torn or foreign: made anew; and its text, full of secrets, goes into no message
    }
}

Result<void> keep(const Home& home, const std::string& machine, const Kept& kept) {
    const Json json{{"password", kept.secrets.password},
                    {"token", kept.secrets.token},
                    {"hashed_password", kept.secrets.hashed_password},
                    {"source", kept.source}};
    if (auto made = make_private_folder(kept_in(home, machine).parent_path()); !made) return made;
    return write_file(kept_in(home, machine), json.dump(), Readable::by_owner);
}

}  // namespace

Result<std::optional<NotebookSecrets>> read_notebook_secrets(const Home& home, const std::string& machine) {
    auto kept = read_kept(home, machine);
    if (!kept) return failed(kept);
    if (!*kept) return std::nullopt;
    return (*kept)->secrets;
}

Result<NotebookSecrets> ensure_notebook_secrets(const Home& home, Random& random, const std::string& machine,
                                                const fs::path& password_file) {
    auto kept = read_kept(home, machine);
    if (!kept) return failed(kept);
    const std::string source = source_of_password(password_file);
    if (*kept && (*kept)->source == source) return (*kept)->secrets;
    Kept fresh{.secrets = {}, .source = source};
    auto password = password_file.empty() ? generated_password(random) : chosen_password(password_file);
    if (!password) return failed(password);
    fresh.secrets.password = *password;
    fresh.secrets.token = random_word(random, 40);
    auto hashed = argon2id(*password, random);
    if (!hashed) return failed(hashed);
    fresh.secrets.hashed_password = *hashed;
    if (auto written = keep(home, machine, fresh); !written) return failed(written);
    return fresh.secrets;
}

std::string source_of_password(const fs::path& password_file) {
    if (password_file.empty()) return "generated";
    std::error_code problem;
    const auto written = fs::last_write_time(password_file, problem);
    const auto since = problem ? 0 : written.time_since_epoch().count();
    return fmt::format("from {}, written {}", password_file.string(), since);
}

std::string notebook_config(const NotebookSecrets& secrets) {
    const Json json{
        {"IdentityProvider", {{"token", secrets.token}}},
        {"PasswordIdentityProvider", {{"hashed_password", secrets.hashed_password}, {"allow_password_change", false}}}};
    return json.dump(2) + "\n";
}

}  // namespace aloft
