#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "clouds/gcp/needs.hpp"
#include "clouds/gcp/settings.hpp"
#include "fakes/fake_http.hpp"
#include "fakes/signing_key.hpp"
#include "unit/clouds/gcp/google_on_paper.hpp"

namespace aloft::gcp {
namespace {

using practice::World;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Verdict = Check::Verdict;

constexpr const char* account_id = "012345-6789AB-CDEF01";

/// Accounts of the practice cloud in all states that a person's may be in.
struct Accounts : ::testing::Test {
    static World world() {
        World world = practice::google::DeskBench::usual_world();
        practice::ProjectAtStart& mine = world.projects.front();
        mine.services.clear();
        for (const NeededService& service : needed_services()) mine.services.emplace_back(service.name);
        return world;
    }

    GoogleOnPaper& paper(World world = Accounts::world()) { return paper_.emplace(std::move(world)); }

    GcpCloud::Parts parts() {
        return {.http = paper_->web,
                .clock = paper_->clock,
                .random = paper_->random,
                .interruption = interruption,
                .environment = [this](std::string_view name) -> std::optional<std::string> {
                    const auto found = variables.find(std::string(name));
                    return found == variables.end() ? std::nullopt : std::optional(found->second);
                },
                .services = all_at(WebOfDesk::address),
                .credentials = [this] { return Result<Credentials>(person()); },
                .no_card = "",
                .folder = folder};
    }

    Credentials person() {
        const auto person = paper_->desk.sign_in.person();
        Credentials credentials;
        credentials.key = UserKey{person.client_id, person.client_secret, person.refresh_token};
        credentials.token_address = WebOfDesk::address + "/token";
        credentials.origin = "adc.json";
        credentials.quota_project = quota_project;
        return credentials;
    }

    std::map<std::string, Check> checks() {
        std::map<std::string, Check> all;
        for (Check& check : GcpCloud(parts()).account().checks) all[check.subject] = check;
        return all;
    }
    Check check(const std::string& subject) {
        auto all = checks();
        EXPECT_TRUE(all.contains(subject)) << subject;
        return all[subject];
    }

    /// What was done, by the tasks' ids.
    std::vector<std::string> set_up(const AccountWish& wish) {
        GcpCloud cloud(parts());
        const auto plan = cloud.plan_account(wish);
        EXPECT_TRUE(plan) << describe(plan.error());
        std::vector<std::string> done;
        for (const AccountTask& task : plan.value_or(AccountPlan{}).tasks) {
            const auto result = cloud.carry_out(*plan, task);
            EXPECT_TRUE(result) << task.id << ": " << describe(result.error());
            done.push_back(task.id);
        }
        return done;
    }

    fakes::TemporaryHome home;
    std::filesystem::path folder = home.home().data / "google";
    std::map<std::string, std::string> variables{{"GOOGLE_CLOUD_PROJECT", "my-project"}};
    std::string quota_project;
    fakes::FakeInterruption interruption;
    std::optional<GoogleOnPaper> paper_;
};

TEST_F(Accounts, ThatLackNothingAreGoodAllThrough) {
    paper();
    const auto all = checks();
    EXPECT_EQ(all.size(), 6U);
    for (const auto& [subject, check] : all) EXPECT_EQ(check.verdict, Verdict::good) << subject << check.detail;
    EXPECT_THAT(all.at("Google Cloud account").detail, AllOf(HasSubstr("you@practice.example"), HasSubstr("adc.json")));
    EXPECT_THAT(all.at("Google Cloud project").detail, HasSubstr("my-project, chosen by GOOGLE_CLOUD_PROJECT"));
}

TEST_F(Accounts, WithoutAPayerAreToldHowToGetOne) {
    World poor = world();
    poor.projects.front().billing_account.clear();
    paper(poor);
    EXPECT_EQ(check("Google Cloud billing").verdict, Verdict::bad);
    EXPECT_THAT(check("Google Cloud billing").detail, HasSubstr("no billing account is linked"));
    EXPECT_THAT(check("Google Cloud billing").hint,
                AllOf(HasSubstr("aloft init gcp"), HasSubstr("linkedaccount?project=my-project")));
    EXPECT_THAT(check("Google Cloud network").detail, HasSubstr("not known while nobody pays"));
    World closed = world();
    closed.billing_accounts.front().open = false;
    paper(closed);
    EXPECT_THAT(check("Google Cloud billing").detail, HasSubstr("is closed"));
}

TEST_F(Accounts, WhoseApisAreOffHaveThemSwitchedOn) {
    World bare = world();
    bare.projects.front().services = {"cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"};
    paper(bare);
    EXPECT_THAT(check("Google Cloud APIs").detail, HasSubstr("off: cloudbilling.googleapis.com"));
    EXPECT_THAT(
        check("Google Cloud APIs").hint,
        AllOf(HasSubstr("aloft doctor --fix"), HasSubstr("gcloud services enable cloudbilling.googleapis.com")));
    EXPECT_THAT(check("Google Cloud network").detail, HasSubstr("not known while compute.googleapis.com is off"));
    GcpCloud cloud(parts());
    const auto plan = cloud.plan_mending();
    ASSERT_TRUE(plan) << describe(plan.error());
    for (const AccountTask& task : plan->tasks) EXPECT_TRUE(cloud.carry_out(*plan, task)) << task.id;
    for (const auto& [subject, check] : checks()) EXPECT_EQ(check.verdict, Verdict::good) << subject << check.detail;
    EXPECT_THAT(cloud.plan_mending()->tasks, IsEmpty());
}

TEST_F(Accounts, InWhichNothingIsOnAreMendedAllTheSame) {
    World bare = world();
    bare.projects.front().services.clear();
    paper(bare);
    EXPECT_THAT(check("Google Cloud APIs").detail, HasSubstr("off: serviceusage.googleapis.com"));
    EXPECT_THAT(check("Google Cloud APIs").hint, HasSubstr("aloft doctor --fix"));
    GcpCloud cloud(parts());
    const auto plan = cloud.plan_mending();
    ASSERT_TRUE(plan) << describe(plan.error());
    for (const AccountTask& task : plan->tasks) EXPECT_TRUE(cloud.carry_out(*plan, task)) << task.id;
    for (const auto& [subject, check] : checks()) EXPECT_EQ(check.verdict, Verdict::good) << subject << check.detail;
}

TEST_F(Accounts, WithoutARightAreToldWhichRoleHasIt) {
    World mean = world();
    mean.projects.front().denied = {"compute.instances.create", "compute.firewalls.*"};
    paper(mean);
    const Check rights = check("Google Cloud rights");
    EXPECT_EQ(rights.verdict, Verdict::bad);
    EXPECT_THAT(rights.detail, AllOf(HasSubstr("compute.instances.create"), HasSubstr("compute.firewalls.update"),
                                     HasSubstr("letting your address in"), Not(HasSubstr("compute.disks"))));
    EXPECT_THAT(rights.hint, AllOf(HasSubstr("--member=user:you@practice.example"),
                                   HasSubstr("--role=roles/compute.instanceAdmin.v1"),
                                   HasSubstr("--role=roles/compute.securityAdmin"), Not(HasSubstr("cloudquotas"))));
}

TEST_F(Accounts, WithoutTheUsualNetworkHaveItMade) {
    GoogleOnPaper& google = paper();
    const auto remove = [&](const std::string& path) {
        google.desk.done(google.desk.call("DELETE", "/compute/v1/projects/my-project/" + path));
    };
    const auto rules = google.desk.get("projects/my-project/global/firewalls");
    for (const auto& rule : rules.at("items")) remove("global/firewalls/" + rule.value("name", ""));
    const auto networks = google.desk.get("projects/my-project/aggregated/subnetworks");
    for (const auto& [region, content] : networks.at("items").items())
        if (content.contains("subnetworks")) remove(region + "/subnetworks/default");
    remove("global/networks/default");
    EXPECT_THAT(check("Google Cloud network").detail, HasSubstr("none that is called default"));
    GcpCloud cloud(parts());
    const auto plan = cloud.plan_mending();
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->tasks.size(), 1U);
    ASSERT_TRUE(cloud.carry_out(*plan, plan->tasks.front()));
    EXPECT_EQ(check("Google Cloud network").verdict, Verdict::good);
    EXPECT_TRUE(cloud.carry_out(*plan, plan->tasks.front())) << "twice is once";
}

TEST_F(Accounts, WhoseCallsAreCountedElsewhereAreToldWhatThatLacks) {
    World bare = world();
    bare.projects[2].services = {"serviceusage.googleapis.com"};
    paper(bare);
    quota_project = "bare";
    const Check counted = check("Google Cloud quota project");
    EXPECT_EQ(counted.verdict, Verdict::bad);
    EXPECT_THAT(counted.detail, AllOf(HasSubstr("against bare, not my-project"), HasSubstr("off: ")));
    EXPECT_THAT(counted.hint, HasSubstr("set-quota-project my-project"));
    quota_project = "my-project";
    EXPECT_FALSE(checks().contains("Google Cloud quota project"));
}

TEST_F(Accounts, ThatNobodyAnswersForAreToldSoOnce) {
    paper();
    fakes::FakeHttp nobody;
    fakes::FakeClock clock;
    fakes::FakeRandom random;
    const SigningKey key;
    Credentials robot;
    robot.key = AccountKey{"robot@p.iam.gserviceaccount.com", "k1", key.private_pem()};
    robot.project = "p";
    for (const Credentials& credentials : {person(), robot}) {
        const GcpCloud::Parts with{nobody,
                                   clock,
                                   random,
                                   interruption,
                                   parts().environment,
                                   google_itself(),
                                   [&credentials] { return Result<Credentials>(credentials); },
                                   "",
                                   {},
                                   nullptr};
        GcpCloud cloud(with);
        int bad = 0;
        for (const Check& check : cloud.account().checks) {
            if (check.verdict != Verdict::bad) continue;
            ++bad;
            EXPECT_THAT(check.detail, HasSubstr("does not answer"));
        }
        EXPECT_EQ(bad, 1);
    }
}

TEST_F(Accounts, WhoseSignInEndedAreToldToSignInAndNothingElse) {
    paper();
    for (const auto& [body, words] : std::map<std::string, std::string>{
             {R"({"error":"invalid_grant","error_description":"Token has been expired or revoked."})", "revoked"},
             {R"text({"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)"})text",
              "invalid_rapt"}}) {
        fakes::FakeHttp http;
        http.answers = [body](const net::Call&) { return net::Reply{400, body, {}}; };
        GcpCloud::Parts with = parts();
        GcpCloud cloud({http,
                        with.clock,
                        with.random,
                        with.interruption,
                        with.environment,
                        google_itself(),
                        with.credentials,
                        "",
                        {},
                        nullptr});
        const auto all = cloud.account().checks;
        ASSERT_EQ(all.size(), 1U);
        EXPECT_EQ(all[0].verdict, Verdict::bad);
        EXPECT_THAT(all[0].detail, HasSubstr(words));
        EXPECT_THAT(all[0].hint, HasSubstr("gcloud auth application-default login"));
        EXPECT_THAT(all[0].detail + all[0].hint, Not(HasSubstr(std::get<UserKey>(person().key).refresh_token)));
        EXPECT_EQ(http.calls.size(), 1U) << "nobody else was asked";
    }
}

TEST_F(Accounts, FromNothingToAProjectWithAPayerAndRights) {
    GoogleOnPaper& google = paper();
    variables.clear();
    EXPECT_THAT(set_up({}),
                ElementsAre("make-project", "switch-on", "link-billing", "switch-on-paid", "make-network", "choose"));
    const auto settings = read_settings(folder);
    ASSERT_TRUE(settings);
    EXPECT_THAT(settings->project, ::testing::StartsWith("aloft-"));
    for (const auto& [subject, check] : checks()) EXPECT_EQ(check.verdict, Verdict::good) << subject << check.detail;
    EXPECT_THAT(check("Google Cloud project").detail, HasSubstr("settings.json"));
    EXPECT_THAT(set_up({}), IsEmpty()) << "a second time does nothing";
    google.web.calls.clear();
    EXPECT_THAT(set_up({}), IsEmpty());
    EXPECT_TRUE(std::ranges::none_of(google.web.calls, [](const std::string& call) {
        return (call.starts_with("POST") && !call.ends_with("/tokeninfo")) || call.starts_with("PUT");
    })) << "and asks for nothing to be changed";
}

TEST_F(Accounts, ThatAreNewAreNotHinderedByTheProjectThatAFileCountsAgainst) {
    World bare = world();
    bare.projects[2].services = {"cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"};
    paper(bare);
    variables.clear();
    quota_project = "bare";
    EXPECT_FALSE(set_up({.project = "brand-new", .payer = {}, .key = AccountWish::Key::none}).empty());
    quota_project = "brand-new";
    for (const auto& [subject, check] : checks()) EXPECT_EQ(check.verdict, Verdict::good) << subject << check.detail;
}

TEST_F(Accounts, WhoseCallsAreCountedWhereTheyMayNotAreToldThatAlone) {
    World mean = world();
    mean.projects[1].denied = {"serviceusage.services.use"};
    paper(mean);
    quota_project = "poor";
    const Check counted = check("Google Cloud quota project");
    EXPECT_EQ(counted.verdict, Verdict::bad);
    EXPECT_THAT(counted.detail, HasSubstr("required permission to use project poor"));
    EXPECT_THAT(counted.hint, HasSubstr("set-quota-project my-project"));
    int bad = 0;
    for (const auto& [subject, check] : checks()) bad += check.verdict == Verdict::bad;
    EXPECT_EQ(bad, 1) << "what follows from it is not said five times";
}

TEST_F(Accounts, StoppedAnywhereAreGoneOnWith) {
    paper();
    variables.clear();
    for (int stops = 0; stops < 20; ++stops) {
        // Each time another process, which does one thing and is killed.
        GcpCloud cloud(parts());
        const auto plan = cloud.plan_account({.project = {}, .payer = {}, .key = AccountWish::Key::made});
        ASSERT_TRUE(plan) << describe(plan.error());
        if (plan->tasks.empty()) break;
        ASSERT_TRUE(cloud.carry_out(*plan, plan->tasks.front())) << plan->tasks.front().id;
    }
    int projects = 0;
    for (const std::string& name : paper_->desk.office.records.names("projects/aloft-"))
        projects += std::ranges::count(name, '/') == 1;
    EXPECT_EQ(projects, 1) << "one was made, however often it was killed";
    EXPECT_TRUE(set_up({.project = {}, .payer = {}, .key = AccountWish::Key::made}).empty());
}

TEST_F(Accounts, AServiceAccountGetsWhatItNeedsAndNothingElse) {
    GoogleOnPaper& google = paper();
    const AccountWish with_key{.project = {}, .payer = {}, .key = AccountWish::Key::made};
    EXPECT_THAT(set_up(with_key), ElementsAre("make-account", "make-role", "give-role", "make-key", "choose"));
    const auto file = chosen_key(folder);
    ASSERT_EQ(file, folder / "service-account-my-project.json");
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto key = read_credentials(*read_file(file), file.string());
    ASSERT_TRUE(key) << describe(key.error());
    GcpCloud::Parts with = parts();
    with.credentials = [&] { return key; };
    for (const Check& check : GcpCloud(with).account().checks)
        EXPECT_EQ(check.verdict, Verdict::good) << check.subject << check.detail;
    google.desk.caller = std::get<AccountKey>(key->key).account;
    EXPECT_EQ(google.desk.call("DELETE", "/compute/v1/projects/my-project/global/networks/default").status, 403);
    EXPECT_EQ(google.desk.call("GET", "/compute/v1/projects/my-project/global/networks/default").status, 200);
    // A policy that others wrote keeps what they wrote.
    google.desk.caller = "me@example.com";
    const auto policy = google.desk.call("POST", "/v3/projects/my-project:getIamPolicy", nlohmann::json::object()).body;
    EXPECT_EQ(policy.at("bindings").size(), 2U) << policy.dump(1);
}

TEST_F(Accounts, WithThatKeyAMachineLivesItsWholeLife) {
    World roomy = world();
    roomy.quota_limits = {{{"GPUS_ALL_REGIONS"}, {}, {}, 8}, {{"NVIDIA_T4_GPUS"}, {}, {}, 4}};
    GoogleOnPaper& google = paper(roomy);
    set_up({.project = {}, .payer = {}, .key = AccountWish::Key::made});
    const auto file = chosen_key(folder);
    const auto key = read_credentials(*read_file(file), file.string());
    GcpCloud::Parts with = parts();
    with.credentials = [&] { return key; };
    GcpCloud robot(with);
    const std::vector<Found> needs{google.key()};
    Circumstances circumstances;
    circumstances.needs = needs;
    circumstances.progress = [](std::string_view) {};
    const auto works = [](const auto& result, const char* what) {
        EXPECT_TRUE(result) << what << ": " << describe(result.error());
    };
    const auto plain = google.offer();
    ASSERT_TRUE(plain) << describe(plain.error());
    const Blueprint blueprint = google.blueprint(*plain);
    for (const Resource& resource : blueprint.resources) works(robot.ensure(resource, circumstances), "ensure");
    const ResourceRef& instance = blueprint.resources.back().ref;
    works(robot.console(instance), "console");
    works(robot.stop(instance), "stop");
    const auto with_gpu = google.offer("us-central1-a", 1);
    ASSERT_TRUE(with_gpu) << describe(with_gpu.error());
    works(robot.change(google.blueprint(*with_gpu).resources.back(), circumstances), "change");
    works(robot.start(instance, circumstances), "start");
    works(robot.quotas(std::vector<std::string>{"us-central1"}), "quotas");
    works(robot.owned(GoogleOnPaper::labels().owner), "owned");
    for (const Resource& resource : google.blueprint(*plain, {.address = PublicAddress::fixed}).resources)
        works(robot.come_to_rest(std::vector{resource.ref}), "come to rest");
    for (auto resource = blueprint.resources.rbegin(); resource != blueprint.resources.rend(); ++resource)
        works(robot.remove(resource->ref), "remove");
    EXPECT_THAT(google.holds(), IsEmpty());
}

TEST_F(Accounts, ARoleOfAnOlderAloftGetsWhatItLacks) {
    GoogleOnPaper& google = paper();
    const AccountWish wish{.project = {}, .payer = {}, .key = AccountWish::Key::made};
    set_up(wish);
    const nlohmann::json older{{"includedPermissions", {"compute.instances.get"}}};
    const std::string role = "/v1/projects/my-project/roles/aloft";
    ASSERT_EQ(google.desk.call("PATCH", role + "?updateMask=includedPermissions", older).status, 200);
    set_up(wish);
    const auto now = google.desk.call("GET", role).body.at("includedPermissions");
    EXPECT_EQ(now.size(), needed_permissions().size());
}

TEST_F(Accounts, OfSeveralPayersOneHasToBeNamed) {
    World rich = world();
    rich.billing_accounts.push_back({"0A0A0A-0B0B0B-0C0C0C", "Work", true});
    rich.billing_accounts.push_back({"0D0D0D-0B0B0B-0C0C0C", "Closed", false});
    rich.projects.front().billing_account.clear();
    paper(rich);
    const auto undecided = GcpCloud(parts()).plan_account({});
    ASSERT_TRUE(undecided);
    EXPECT_THAT(undecided->payers, ElementsAre(Payer{account_id, "Play money"}, Payer{"0A0A0A-0B0B0B-0C0C0C", "Work"}));
    GcpCloud cloud(parts());
    const auto failed = cloud.carry_out(*undecided, {"link-billing", ""});
    ASSERT_FALSE(failed) << "nobody but the person chooses";
    EXPECT_THAT(describe(failed.error()), HasSubstr("several billing accounts"));
    set_up({.project = {}, .payer = "0A0A0A-0B0B0B-0C0C0C", .key = AccountWish::Key::none});
    EXPECT_THAT(check("Google Cloud billing").detail, HasSubstr("0A0A0A-0B0B0B-0C0C0C pays"));
}

TEST_F(Accounts, WithNobodyToPayAreToldSoBeforeAnythingIsMade) {
    World poor = world();
    poor.billing_accounts.clear();
    poor.projects.front().billing_account.clear();
    paper(poor);
    const auto plan = GcpCloud(parts()).plan_account({});
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().detail, HasSubstr("no open billing account"));
    EXPECT_THAT(plan.error().hint, HasSubstr("https://console.cloud.google.com/billing/create"));
}

TEST_F(Accounts, AChoiceThatTheEnvironmentOverrulesIsRefused) {
    paper();
    const auto plan =
        GcpCloud(parts()).plan_account({.project = "another", .payer = {}, .key = AccountWish::Key::none});
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().detail, HasSubstr("GOOGLE_CLOUD_PROJECT says my-project"));
}

TEST_F(Accounts, ANameThatIsTakenIsSaid) {
    World with_other = world();
    with_other.projects.push_back(
        {.id = "not-yours", .name = "", .billing_account = "", .services = {}, .denied = {"*"}});
    paper(with_other);
    variables.clear();
    GcpCloud cloud(parts());
    const auto plan = cloud.plan_account({.project = "not-yours", .payer = {}, .key = AccountWish::Key::none});
    ASSERT_TRUE(plan) << describe(plan.error());
    ASSERT_EQ(plan->tasks.front().id, "make-project");
    const auto made = cloud.carry_out(*plan, plan->tasks.front());
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().hint, HasSubstr("choose another"));
}

TEST(Needs, EachPermissionStandsOnceWithARoleAndAReason) {
    std::vector<std::string> names;
    for (const NeededPermission& permission : needed_permissions()) {
        names.emplace_back(permission.name);
        EXPECT_THAT(std::string(permission.role), ::testing::StartsWith("roles/")) << permission.name;
        EXPECT_FALSE(permission.why.empty());
    }
    EXPECT_LE(names.size(), 100U) << "as many as Google tests at once";
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace aloft::gcp
