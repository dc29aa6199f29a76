#include "clouds/local/seed.hpp"

#include <gmock/gmock.h>

namespace aloft::local {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Seed, IsWhatCloudInitReads) {
    const Seed seed = make_seed("box", "aloft", "ssh-ed25519 AAAA me@home\n", "-----BEGIN-----\nabc\n-----END-----\n",
                                "ssh-ed25519 BBBB host\n", {});
    EXPECT_THAT(seed.user_data, StartsWith("#cloud-config\n"));
    EXPECT_THAT(seed.user_data, HasSubstr("  - name: aloft\n"));
    EXPECT_THAT(seed.user_data, HasSubstr("      - 'ssh-ed25519 AAAA me@home'\n"));
    EXPECT_THAT(seed.user_data, HasSubstr("  ed25519_private: |\n    -----BEGIN-----\n    abc\n    -----END-----\n"));
    EXPECT_THAT(seed.user_data, HasSubstr("  ed25519_public: 'ssh-ed25519 BBBB host'\n"));
    EXPECT_THAT(seed.meta_data, HasSubstr("local-hostname: box\n"));
    EXPECT_THAT(seed.meta_data, Not(HasSubstr("abc")));
}

TEST(Seed, AQuoteInACommentStaysInItsWord) {
    EXPECT_THAT(make_seed("box", "aloft", "ssh-ed25519 AAAA o'brien", "k", "h", {}).user_data,
                HasSubstr("- 'ssh-ed25519 AAAA o''brien'\n"));
}

TEST(Seed, SaysWherePackagesComeFromWhenThatIsConfigured) {
    const auto user_data = [](const PackageIndex& index) {
        return make_seed("box", "me", "a", "k", "h", index).user_data;
    };
    EXPECT_THAT(user_data({}), Not(HasSubstr("write_files")));
    const std::string told =
        user_data({{"https://packages.example/simple"}, {"https://more.example/simple"}, {"more.example"}});
    EXPECT_THAT(told, HasSubstr("write_files:\n"
                                "  - path: /etc/pip.conf\n"
                                "    content: |\n"
                                "      [global]\n"
                                "      index-url = https://packages.example/simple\n"
                                "      extra-index-url =\n"
                                "          https://more.example/simple\n"
                                "      trusted-host =\n"
                                "          more.example\n"
                                "  - path: /etc/uv/uv.toml\n"
                                "    content: |\n"
                                "      allow-insecure-host = [\"more.example\"]\n"
                                "      [[index]]\n"
                                "      url = \"https://more.example/simple\"\n"
                                "      [[index]]\n"
                                "      url = \"https://packages.example/simple\"\n"
                                "      default = true\n"));
}

TEST(Seed, TheInstanceIsAnotherWhenItsKeysAreOthers) {
    const auto identity = [](const char* key, const char* host_private, const char* host_key) {
        return make_seed("box", "aloft", key, host_private, host_key, {}).meta_data;
    };
    EXPECT_EQ(identity("a", "p", "b"), identity("a", "q", "b"));
    EXPECT_NE(identity("a", "p", "b"), identity("c", "p", "b"));
    EXPECT_NE(identity("a", "p", "b"), identity("a", "p", "c"));
}

}  // namespace
}  // namespace aloft::local
