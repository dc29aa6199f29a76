#include "clouds/local/package_index.hpp"

#include <gmock/gmock.h>

#include <map>

namespace aloft::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// As pip would find it with these variables and files.
PackageIndex found(const std::vector<std::string>& files, const std::map<std::string, std::string>& variables = {}) {
    return read_package_index(files, [&](const std::string& name) -> std::optional<std::string> {
        const auto variable = variables.find(name);
        return variable == variables.end() ? std::nullopt : std::optional(variable->second);
    });
}

TEST(PackageIndex, IsNotConfiguredWhereNobodySaidAnything) {
    EXPECT_FALSE(found({}).is_configured());
    EXPECT_FALSE(found({"", "[global]\ncert = /etc/ssl/ca.crt\ntrusted-host = a.example\n"}).is_configured());
}

TEST(PackageIndex, IsWhatThePipFilesSay) {
    const PackageIndex index =
        found({"# ours\n[global]\nindex_url = https://a.example/simple\nextra-index-url =\n"
               "    https://b.example/simple\n    https://c.example/simple\n"
               "[install]\ntrusted-host: b.example c.example\n[list]\nindex-url = https://x.example\n"});
    EXPECT_THAT(index.main, ElementsAre("https://a.example/simple"));
    EXPECT_THAT(index.further, ElementsAre("https://b.example/simple", "https://c.example/simple"));
    EXPECT_THAT(index.trusted, ElementsAre("b.example", "c.example"));
}

TEST(PackageIndex, LaterFilesWinAndVariablesWinOverAll) {
    const std::string system = "[global]\nindex-url = https://system.example\n";
    const std::string person = "[global]\nindex-url = https://person.example\n";
    EXPECT_THAT(found({system, person}).main, ElementsAre("https://person.example"));
    EXPECT_THAT(found({system, person}, {{"PIP_INDEX_URL", "https://variable.example"}}).main,
                ElementsAre("https://variable.example"));
}

TEST(PackageIndex, AddressesThatHoldASecretOrLeadNowhereStayHere) {
    for (const char* address :
         {"https://me:secret@a.example/simple", "http://localhost:3141/root", "http://127.0.0.1/simple",
          "http://[::1]:80/", "file:///srv/wheels", "https://a.example/\"quoted\"", "https:///simple"}) {
        EXPECT_FALSE(found({}, {{"PIP_INDEX_URL", address}}).is_configured()) << address;
    }
    EXPECT_THAT(found({}, {{"PIP_INDEX_URL", "https://a@b.example"}, {"PIP_TRUSTED_HOST", "b.example"}}).trusted,
                IsEmpty());
}

}  // namespace
}  // namespace aloft::local
