#include "practice/machines/metadata_server.hpp"

#include <gmock/gmock.h>

#include "metadata_world.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Reading {
    const char* target;
    int status;
    const char* body;
};

class Metadata : public testing::TestWithParam<Reading> {};

TEST_P(Metadata, IsServedAsGoogleDoes) {
    MetadataWorld world;
    const serve::Answer answer = world.get(GetParam().target);
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(answer.body, GetParam().body);
    EXPECT_EQ(MetadataWorld::header(answer, "Metadata-Flavor"), "Google");
}

INSTANTIATE_TEST_SUITE_P(
    All, Metadata,
    testing::Values(
        Reading{"", 200, "instance/\nproject/\n"},
        Reading{"project/", 200, "attributes/\nnumeric-project-id\nproject-id\n"}, Reading{"instance/id", 200, "7"},
        Reading{"instance/attributes/", 200, "ssh-keys\nstartup-script\n"},
        Reading{"instance/attributes/startup-script", 200, "#!/bin/sh\necho <b>\n"},
        Reading{"instance/attributes/startup-script?alt=json", 200, R"("#!/bin/sh\necho <b>\n")"},
        Reading{"instance/maintenance-event", 200, "NONE"}, Reading{"instance/network-interfaces/", 200, "0/\n"},
        Reading{"instance/network-interfaces/0/access-configs/0/external-ip", 200, "10.220.1.9"},
        Reading{"instance/network-interfaces/0/dns-servers/", 200, "0\n"},
        Reading{"instance/network-interfaces/0/dns-servers/0", 200, "10.0.0.1"},
        Reading{"instance/tags", 200, R"(["web","gpu"])"},
        Reading{"instance/service-accounts/default/scopes", 200, "a\nb\n"},
        Reading{"instance/disks/?recursive=true", 200, R"([{"deviceName":"boot","index":0,"mode":"READ_WRITE"}])"},
        Reading{"instance/disks/?recursive=true&alt=text", 200, "0/device-name boot\n0/index 0\n0/mode READ_WRITE\n"},
        Reading{"instance/attributes/?recursive=true&alt=json", 200,
                R"({"ssh-keys":"ann:ssh-ed25519 AAAA ann","startup-script":"#!/bin/sh\necho <b>\n"})"}));

TEST(MetadataServer, GivesAValueThatIsThereByItsNameAlone) {
    MetadataWorld world;
    for (const char* target :
         {"instance/no-such", "instance/id/", "instance/id/more", "instance//id", "instance/network-interfaces/1/",
          "instance/network-interfaces/x/", "%00", "instance/..."})
        EXPECT_GE(world.get(target).status, 400) << target;
    const serve::Answer answer = world.get("instance/<b>");
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("<code>/computeMetadata/v1/instance/&lt;b&gt;</code> was not found"));
    EXPECT_THAT(answer.content_type, HasSubstr("text/html"));
}

TEST(MetadataServer, LeadsFromAFolderWithoutItsSlashToTheFolder) {
    MetadataWorld world;
    const serve::Answer answer = world.get("instance/attributes?recursive=true");
    EXPECT_EQ(answer.status, 301);
    EXPECT_EQ(MetadataWorld::header(answer, "Location"),
              "http://metadata.google.internal/computeMetadata/v1/instance/attributes/?recursive=true");
}

TEST(MetadataServer, RefusesWhoeverMayBeAStranger) {
    MetadataWorld world;
    serve::Request request = MetadataWorld::request("instance/id");
    request.headers.clear();
    EXPECT_EQ(world.ask(request).status, 403);
    EXPECT_THAT(world.ask(request).body, HasSubstr("Missing Metadata-Flavor:Google header."));
    request.headers = {{"Metadata-Flavor", "Google"}, {"X-Forwarded-For", "192.0.2.1"}};
    EXPECT_EQ(world.ask(request).status, 403);
    request.headers.clear();
    request.target = "/";
    EXPECT_EQ(world.ask(request).body, "computeMetadata/\n");
    EXPECT_EQ(world.ask(MetadataWorld::request("instance/id", "POST")).status, 405);
    EXPECT_EQ(world.ask(MetadataWorld::request("instance/id", "PUT", "8")).status, 405);
}

TEST(MetadataServer, GivesTokensOfAccountsThatAreThere) {
    MetadataWorld world;
    EXPECT_EQ(json::parse(world.get("instance/service-accounts/default/token?scopes=x").body)["access_token"],
              "ya29.play");
    EXPECT_EQ(world.get("instance/service-accounts/other/token").status, 404);
    EXPECT_EQ(world.get("instance/service-accounts/default/identity").status, 400);
    const std::string identity = "instance/service-accounts/default/identity?audience=https%3A%2F%2Fa";
    EXPECT_EQ(world.get(identity).body, "signed for https://a, standard");
    EXPECT_EQ(world.get(identity + "&format=standard&licenses=TRUE").body, "signed for https://a, standard");
    EXPECT_EQ(world.get(identity + "&format=full").body, "signed for https://a, full");
    EXPECT_EQ(world.get(identity + "&licenses=TRUE&format=full").body, "signed for https://a, licensed");
    EXPECT_EQ(world.get("instance/service-accounts/other/identity?audience=a").status, 404);
}

TEST(MetadataServer, TakesGuestAttributesWhenTheyAreEnabled) {
    MetadataWorld world;
    const std::string path = "instance/guest-attributes/hostkeys/ssh-ed25519";
    EXPECT_EQ(world.ask(MetadataWorld::request(path, "PUT", "AAAA")).status, 200);
    EXPECT_EQ(world.get(path).body, "AAAA");
    EXPECT_EQ(world.ask(MetadataWorld::request(path, "DELETE")).status, 200);
    EXPECT_EQ(world.get(path).status, 404);
    EXPECT_EQ(world.ask(MetadataWorld::request(path, "DELETE")).status, 404);
    EXPECT_EQ(world.ask(MetadataWorld::request("instance/guest-attributes/flat", "PUT", "x")).status, 400);
    const serve::Answer too_long = world.ask(
        MetadataWorld::request(path, "PUT", std::string(fakes::FakeMetadata::longest_guest_attribute + 1, 'x')));
    EXPECT_EQ(too_long.status, 400);
    EXPECT_THAT(too_long.body, HasSubstr("It is too long."));
    world.source.guest_attributes_enabled = false;
    EXPECT_EQ(world.ask(MetadataWorld::request(path, "PUT", "AAAA")).status, 403);
}

TEST(MetadataServer, TellsWhoWaitsOfAChangeOfWhatHeAskedFor) {
    MetadataWorld world;
    const auto waiting = world.begin(MetadataWorld::request("instance/preempted?wait_for_change=true"));
    world.source.machine["instance"]["maintenanceEvent"] = "TERMINATE_ON_HOST_MAINTENANCE";
    world.source.tell();
    EXPECT_FALSE(*waiting) << "something else has changed";
    world.source.machine["instance"]["preempted"] = "TRUE";
    world.source.tell();
    ASSERT_TRUE(*waiting);
    EXPECT_EQ((*waiting)->body, "TRUE");
}

TEST(MetadataServer, AnswersAtOnceWhoKnowsAnOlderState) {
    MetadataWorld world;
    const std::string etag = MetadataWorld::header(world.get("instance/preempted"), "ETag");
    ASSERT_THAT(etag, Not(IsEmpty()));
    EXPECT_EQ(world.get("instance/preempted?wait_for_change=true&last_etag=0").body, "FALSE");
    const auto waiting =
        world.begin(MetadataWorld::request("instance/preempted?wait_for_change=true&last_etag=" + etag));
    EXPECT_FALSE(*waiting);
    world.source.machine["instance"]["preempted"] = "TRUE";
    EXPECT_EQ(world.get("instance/preempted?wait_for_change=true&last_etag=" + etag).body, "TRUE");
}

TEST(MetadataServer, AnswersWithWhatThereIsWhenTheTimeIsOver) {
    MetadataWorld world;
    const auto waiting = world.begin(MetadataWorld::request("instance/preempted?wait_for_change=true&timeout_sec=20"));
    world.loop.pass(std::chrono::seconds(19));
    EXPECT_FALSE(*waiting);
    world.loop.pass(std::chrono::seconds(1));
    ASSERT_TRUE(*waiting);
    EXPECT_EQ((*waiting)->body, "FALSE");
    world.source.machine["instance"]["preempted"] = "TRUE";
    world.source.tell();  // and nobody is answered twice
    EXPECT_EQ((*waiting)->body, "FALSE");
}

TEST(MetadataServer, SaysThatWhatOneWaitedForIsGone) {
    MetadataWorld world;
    const auto waiting = world.begin(MetadataWorld::request("instance/attributes/ssh-keys?wait_for_change=true"));
    world.source.machine["instance"]["attributes"].erase("ssh-keys");
    world.source.tell();
    ASSERT_TRUE(*waiting);
    EXPECT_EQ((*waiting)->status, 404);
}

TEST(MetadataServer, HoldsNoMoreThanSoManyWhoWait) {
    MetadataWorld world;
    const auto first = world.begin(MetadataWorld::request("instance/preempted?wait_for_change=true"));
    std::shared_ptr<std::optional<serve::Answer>> last;
    for (int i = 0; i < 64; ++i) last = world.begin(MetadataWorld::request("instance/preempted?wait_for_change=true"));
    EXPECT_TRUE(*first);
    EXPECT_FALSE(*last);
}

TEST(MetadataServer, OfAMachineThatIsGoneKnowsNothing) {
    MetadataWorld world;
    MetadataServer other(world.source, world.loop, "8");
    int status = 0;
    other.handle(MetadataWorld::request("instance/id"), [&](const serve::Answer& answer) { status = answer.status; });
    EXPECT_EQ(status, 404);
}

TEST(MetadataServer, MayGoWhileSomebodyWaits) {
    fakes::FakeLoop loop;
    FakeMetadata source;
    bool answered = false;
    {
        MetadataServer server(source, loop, "7");
        server.handle(MetadataWorld::request("instance/preempted?wait_for_change=true&timeout_sec=1"),
                      [&](const serve::Answer&) { answered = true; });
    }
    loop.pass(std::chrono::seconds(2));
    EXPECT_FALSE(answered);
}

}  // namespace
}  // namespace aloft::practice
