#include "clouds/local/podman_errors.hpp"

#include <gmock/gmock.h>

namespace aloft::local {
namespace {

struct Case {
    const char* name;
    const char* said;
    ErrorKind kind;
    bool has_hint;
};

class PodmanErrors : public testing::TestWithParam<Case> {};

TEST_P(PodmanErrors, AreSortedByWhatPodmanSaid) {
    const Error error = podman_error(
        "making disk x", Finished{125, "", "some warning\nError: " + std::string(GetParam().said) + "\n", false});
    EXPECT_EQ(error.kind, GetParam().kind);
    EXPECT_EQ(error.doing, "making disk x");
    EXPECT_EQ(error.detail, "podman: " + std::string(GetParam().said));
    EXPECT_EQ(!error.hint.empty(), GetParam().has_hint);
}

// Podman's own words, of versions 4.3 to 5.
INSTANTIATE_TEST_SUITE_P(
    Table, PodmanErrors,
    testing::Values(
        Case{"DiskFull",
             "payload does not match any of the supported image formats: write /var/lib: no space left on device",
             ErrorKind::no_capacity, true},
        Case{"ContainerAbsent", "inspecting object: no such container x", ErrorKind::not_found, false},
        Case{"VolumeAbsent", "inspecting object: no such volume x", ErrorKind::not_found, false},
        Case{"NetworkAbsent", "unable to find network with name or ID x: network not found", ErrorKind::not_found,
             true},
        Case{
            "NameInUse",
            "creating container storage: the container name \"x\" is already in use by 01. You have to remove that container to be able to reuse that name: that name is already in use",
            ErrorKind::conflict, true},
        Case{"VolumeExists", "volume with name x already exists: volume already exists", ErrorKind::conflict, true},
        Case{"NetworkExists", "network name x already used: network already exists", ErrorKind::conflict, true},
        Case{"VolumeInUse", "volume x is being used by the following container(s): 01: volume is being used",
             ErrorKind::conflict, true},
        Case{
            "NetworkInUse",
            "\"x\" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used",
            ErrorKind::conflict, true},
        Case{"PortTaken", "rootlessport listen tcp 127.0.0.1:2222: bind: address already in use", ErrorKind::conflict,
             true},
        Case{"NetavarkMissing", "could not find \"netavark\" in one of [/usr/libexec/podman]", ErrorKind::missing_tool,
             true},
        Case{
            "IptablesMissing",
            "netavark: unable to append rule '-d 10.88.0.0/16 -j ACCEPT' to table 'nat': No such file or directory (os error 2)",
            ErrorKind::missing_tool, true},
        Case{
            "NoSubuids",
            "cannot set up namespace using \"/usr/bin/newuidmap\": exec: \"newuidmap\": executable file not found in $PATH",
            ErrorKind::missing_tool, true},
        Case{"TooFewSubuids", "potentially insufficient UIDs or GIDs available in user namespace", ErrorKind::denied,
             true},
        Case{"Runtime",
             "crun: cgroups in hybrid mode not supported, drop all controllers from cgroupv1: OCI runtime error",
             ErrorKind::failed, true},
        Case{"Limits",
             "runc: runc create failed: error setting rlimit type 6: operation not permitted: OCI permission denied",
             ErrorKind::denied, true},
        Case{"Service", "Cannot connect to Podman. Please verify your connection to the Linux system",
             ErrorKind::unreachable, true},
        Case{"Cdi", "setting up CDI devices: unresolvable CDI devices nvidia.com/gpu=0", ErrorKind::no_capacity, true},
        Case{"Denied", "open /var/lib/containers: permission denied", ErrorKind::denied, true},
        Case{"Other", "something new", ErrorKind::failed, false}),
    [](const auto& instantiated) { return instantiated.param.name; });

TEST(PodmanErrors, SilenceIsSaid) {
    EXPECT_EQ(podman_error("x", Finished{137, "", "", false}).detail,
              "podman ended with exit code 137 and said nothing");
}

TEST(PodmanErrors, AHungPodmanIsUnreachable) {
    const Error error = podman_error("x", Finished{137, "", "", true});
    EXPECT_EQ(error.kind, ErrorKind::unreachable);
    EXPECT_FALSE(error.hint.empty());
}

TEST(PodmanErrors, OnlyANameInUseIsLookedAtAgain) {
    const auto error = [](const char* said) {
        return podman_error("x", Finished{125, "", std::string("Error: ") + said, false});
    };
    EXPECT_TRUE(says_name_in_use(error("the container name \"x\" is already in use by 01")));
    EXPECT_TRUE(says_name_in_use(error("network name x already used: network already exists")));
    EXPECT_FALSE(says_name_in_use(error("bind: address already in use")));
    EXPECT_FALSE(says_name_in_use(error("volume is being used")));
}

}  // namespace
}  // namespace aloft::local
