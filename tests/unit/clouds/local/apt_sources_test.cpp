#include "clouds/local/apt_sources.hpp"

#include <gmock/gmock.h>

namespace aloft::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Distribution bookworm{"debian", "bookworm"};

std::vector<std::string> sources(std::string_view name, std::string_view text,
                                 const Distribution& distribution = bookworm) {
    return archive_sources(name, text, distribution, [](const std::string& path) -> std::optional<std::string> {
        if (path == "/etc/apt/mirrors/debian.list") return "https://mirror.example/debian";
        return std::nullopt;
    });
}

struct Case {
    const char* name;
    const char* file;
    const char* text;
    std::vector<std::string> expected;
};

class AptSources : public testing::TestWithParam<Case> {};

TEST_P(AptSources, OnlyTheArchivesOwnGoIn) {
    EXPECT_EQ(sources(GetParam().file, GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AptSources,
    testing::Values(
        Case{"Plain",
             "sources.list",
             "deb http://archive.example/debian bookworm main contrib\n",
             {"deb http://archive.example/debian bookworm main contrib"}},
        Case{
            "Suites",
            "sources.list",
            "deb http://a.example/ bookworm-updates main\ndeb http://a.example/ bookworm-security main\ndeb http://a.example/ trixie main\n",
            {"deb http://a.example/ bookworm-updates main", "deb http://a.example/ bookworm-security main"}},
        Case{
            "CommentsAndSourcePackages",
            "sources.list",
            "# deb http://a.example/ bookworm main\ndeb-src http://a.example/ bookworm main\ndeb http://a.example/ bookworm main # ours\n",
            {"deb http://a.example/ bookworm main"}},
        Case{
            "ThirdPartyByComponent",
            "docker.list",
            "deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.gpg] https://download.docker.com/linux/debian bookworm stable\n",
            {}},
        Case{"ThirdPartyBySuite", "cloud-sdk.list", "deb https://packages.example/apt cloud-sdk-bookworm main\n", {}},
        Case{"ThirdPartyByKey",
             "hashicorp.list",
             "deb [signed-by=/usr/share/keyrings/hashicorp.gpg] https://apt.example bookworm main\n",
             {}},
        Case{"OptionsStay",
             "sources.list",
             "deb [trusted=yes check-valid-until=no] http://a.example/ bookworm main\n",
             {"deb [check-valid-until=no trusted=yes] http://a.example/ bookworm main"}},
        Case{"OnThisComputerOnly",
             "sources.list",
             "deb cdrom:[Debian 12]/ bookworm main\ndeb file:/srv/mirror bookworm main\n",
             {}},
        Case{
            "Stanzas",
            "debian.sources",
            "Types: deb deb-src\n# snapshot\nURIs: http://archive.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n"
            "Types: deb\nURIs: https://deb.example/node_20.x\nSuites: nodistro\nComponents: main\nSigned-By: /usr/share/keyrings/nodesource.gpg\n",
            {"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://archive.example/debian bookworm main",
             "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://archive.example/debian bookworm-updates main"}},
        Case{"SwitchedOff",
             "debian.sources",
             "Enabled: no\nTypes: deb\nURIs: http://a.example\nSuites: bookworm\nComponents: main\n",
             {}},
        Case{
            "KeyWrittenOut",
            "other.sources",
            "Types: deb\nURIs: http://a.example\nSuites: bookworm\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n AAAA\n",
            {}},
        Case{"MirrorList",
             "debian.sources",
             "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\nComponents: main\n",
             {"deb https://mirror.example/debian bookworm main"}},
        Case{"MirrorListThatIsGone",
             "debian.sources",
             "Types: deb\nURIs: mirror+file:/etc/none.list\nSuites: bookworm\nComponents: main\n",
             {}},
        Case{"OtherFile", "sources.list.save", "deb http://a.example/ bookworm main\n", {}},
        Case{"Nonsense", "sources.list", "deb [ http\ndeb\n[\n", {}}),
    [](const auto& instantiated) { return instantiated.param.name; });

TEST(AptSources, ADistributionWithoutACodenameHasNone) {
    EXPECT_THAT(sources("sources.list", "deb http://a.example/ -updates main\n", {"arch", ""}), IsEmpty());
}

TEST(AptSources, OsReleaseIsRead) {
    EXPECT_EQ(
        read_distribution("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n"),
        bookworm);
    EXPECT_EQ(read_distribution("ID=\"ubuntu\"\nVERSION_CODENAME=\"noble\"\n"), (Distribution{"ubuntu", "noble"}));
    EXPECT_EQ(read_distribution(""), Distribution{});
}

TEST(AptSources, OnlyOptionsThatReachTheArchiveGoIn) {
    EXPECT_EQ(
        reaching_options(
            "APT::Architecture \"amd64\";\nAcquire::http::Proxy \"http://proxy.example:3128\";\nAcquire::https::Proxy \"\";\nAcquire::Check-Valid-Until \"false\";\n"
            "Acquire::http::Proxy-Auto-Detect \"/usr/bin/find-proxy\";\nAcquire::Languages \"none\";\n"),
        "Acquire::http::Proxy \"http://proxy.example:3128\";\nAcquire::Check-Valid-Until \"false\";\n");
}

}  // namespace
}  // namespace aloft::local
