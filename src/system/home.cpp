#include "system/home.hpp"

#include <cstdlib>
#include <string_view>

namespace aloft {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// The XDG rule: a relative path counts as unset.
std::filesystem::path xdg_folder(const char* name, const std::filesystem::path& otherwise) {
    const std::filesystem::path said = variable(name);
    return (said.is_absolute() ? said : otherwise) / "aloft";
}

}  // namespace

Result<Home> find_home() {
    if (const std::string all = variable("ALOFT_HOME"); !all.empty()) {
        const std::filesystem::path folder = std::filesystem::absolute(all);
        return Home{folder, folder / "cache"};
    }
    const std::filesystem::path person = variable("HOME");
    if (!person.is_absolute())
        return failure(ErrorKind::bad_input, "looking for your home folder", "neither ALOFT_HOME nor HOME is set",
                       "set ALOFT_HOME to a folder for aloft's files");
    return Home{xdg_folder("XDG_DATA_HOME", person / ".local/share"), xdg_folder("XDG_CACHE_HOME", person / ".cache")};
}

}  // namespace aloft
