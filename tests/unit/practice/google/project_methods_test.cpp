#include "practice/google/agenda.hpp"
#include "unit/practice/google/newer_apis.hpp"

namespace aloft::practice::google {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class Projects : public NewerApis {};

TEST_F(Projects, AndAllElseHaveEachMethodOfTheirDocuments) {
    const Schemas schemas;
    for (const MethodFacts& method : schemas.methods()) {
        if (api_of(method.id) == "compute") continue;
        EXPECT_NE(find(method.id), nullptr) << method.id;
    }
}

TEST_F(Projects, AreKnownByIdAndByNumber) {
    const Json by_id = answer("cloudresourcemanager.projects.get", {{"name", "projects/my-project"}});
    EXPECT_EQ(by_id["projectId"], "my-project");
    EXPECT_EQ(by_id["displayName"], "Mine");
    EXPECT_EQ(by_id["state"], "ACTIVE");
    EXPECT_EQ(by_id["name"], "projects/" + number_of_project());
    EXPECT_EQ(answer("cloudresourcemanager.projects.get", {{"name", "projects/" + number_of_project()}}), by_id);
}

TEST_F(Projects, OneThatThereIsNotIsNotToldFromAForeignOne) {
    const Refusal refused = refusal("cloudresourcemanager.projects.get", {{"name", "projects/no-such"}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.message, "The caller does not have permission");
    EXPECT_EQ(refused.grpc_status, "PERMISSION_DENIED");
}

TEST_F(Projects, ANewOneIsMadeByAnOperation) {
    const Json operation = answer("cloudresourcemanager.projects.create", {},
                                  {{"projectId", "new-project"}, {"displayName", "New"}, {"labels", {{"a", "b"}}}});
    EXPECT_FALSE(operation.contains("done"));
    EXPECT_FALSE(operation.contains("response"));
    clock.turn(5s);
    const Json done = answer("cloudresourcemanager.operations.get", {{"name", operation["name"]}});
    EXPECT_EQ(done["done"], true);
    EXPECT_EQ(done["response"]["projectId"], "new-project");
    EXPECT_EQ(done["response"]["@type"], "type.googleapis.com/google.cloudresourcemanager.v3.Project");
    EXPECT_EQ(answer("cloudresourcemanager.projects.get", {{"name", "projects/new-project"}})["labels"]["a"], "b");
    EXPECT_EQ(answer("cloudbilling.projects.getBillingInfo", {{"name", "projects/new-project"}})["billingEnabled"],
              false);
}

TEST_F(Projects, NamesInUseAndNamesThatCannotBeAreRefused) {
    EXPECT_EQ(refusal("cloudresourcemanager.projects.create", {}, {{"projectId", "my-project"}}).status, 409);
    for (const char* id : {"", "short", "Capitals", "1digit-first", "ends-with-", "under_score"})
        EXPECT_EQ(refusal("cloudresourcemanager.projects.create", {}, {{"projectId", id}}).status, 400) << id;
}

TEST_F(Projects, DeletedOnesStayForAWhileAndComeBack) {
    answer("cloudresourcemanager.projects.delete", {{"name", "projects/my-project"}});
    EXPECT_EQ(answer("cloudresourcemanager.projects.get", {{"name", "projects/my-project"}})["state"],
              "DELETE_REQUESTED");
    EXPECT_EQ(refusal("cloudresourcemanager.projects.delete", {{"name", "projects/my-project"}}).grpc_status,
              "FAILED_PRECONDITION");
    answer("cloudresourcemanager.projects.undelete", {{"name", "projects/my-project"}});
    EXPECT_EQ(answer("cloudresourcemanager.projects.get", {{"name", "projects/my-project"}})["state"], "ACTIVE");
}

TEST_F(Projects, AreSearchedByWhatTheySay) {
    const auto found = [&](const char* query) {
        return answer("cloudresourcemanager.projects.search", {}, Json::object(), {{"query", query}})
            .value("projects", Json::array())
            .size();
    };
    EXPECT_EQ(found(""), 2U);
    EXPECT_EQ(found("id:my-project"), 1U);
    EXPECT_EQ(found("displayName:MI* state:ACTIVE"), 1U);
    EXPECT_EQ(found("state:DELETE_REQUESTED"), 0U);
    EXPECT_EQ(refusal("cloudresourcemanager.projects.search", {}, Json::object(), {{"query", "nonsense"}}).status, 400);
}

TEST_F(Projects, ComePageByPage) {
    const Json first = answer("cloudresourcemanager.projects.search", {}, Json::object(), {{"pageSize", "1"}});
    ASSERT_EQ(first["projects"].size(), 1U);
    const Json second = answer("cloudresourcemanager.projects.search", {}, Json::object(),
                               {{"pageSize", "1"}, {"pageToken", first["nextPageToken"]}});
    EXPECT_EQ(second["projects"].size(), 1U);
    EXPECT_FALSE(second.contains("nextPageToken"));
    EXPECT_NE(first["projects"], second["projects"]);
    EXPECT_EQ(refusal("cloudresourcemanager.projects.search", {}, Json::object(), {{"pageToken", "made-up"}}).status,
              400);
}

TEST_F(Projects, ListsNeedAParent) {
    EXPECT_EQ(refusal("cloudresourcemanager.projects.list", {}).status, 400);
    EXPECT_EQ(answer("cloudresourcemanager.projects.list", {}, Json::object(), {{"parent", "organizations/1"}}),
              Json::object());
}

TEST_F(Projects, PoliciesAreChangedByWhoHasReadThem) {
    const std::map<std::string, std::string, std::less<>> project{{"resource", "projects/my-project"}};
    Json policy = answer("cloudresourcemanager.projects.getIamPolicy", project);
    EXPECT_EQ(policy["bindings"][0]["role"], "roles/owner");
    EXPECT_EQ(policy["bindings"][0]["members"][0], "user:me@example.com");
    policy["bindings"].push_back({{"role", "roles/viewer"}, {"members", {"user:you@example.com"}}});
    const Json set = answer("cloudresourcemanager.projects.setIamPolicy", project, {{"policy", policy}});
    EXPECT_EQ(set["bindings"].size(), 2U);
    EXPECT_NE(set["etag"], policy["etag"]);
    const Refusal late = refusal("cloudresourcemanager.projects.setIamPolicy", project, {{"policy", policy}});
    EXPECT_EQ(late.status, 409);
    EXPECT_THAT(late.message, HasSubstr("concurrent policy changes"));
}

class DeniedProject : public NewerApis {
protected:
    static World denied() {
        World world = usual_world();
        world.projects[0].denied = {"compute.instances.create", "iam.*", "serviceusage.services.enable"};
        return world;
    }
    DeniedProject() : NewerApis(denied()) {}
};

TEST_F(DeniedProject, PermissionsThatTheWorldDeniesAreNotHeld) {
    const Json held = answer("cloudresourcemanager.projects.testIamPermissions", {{"resource", "projects/my-project"}},
                             {{"permissions", {"compute.instances.create", "compute.instances.get", "iam.roles.get"}}});
    EXPECT_EQ(held, (Json{{"permissions", {"compute.instances.get"}}}));
    const Refusal refused =
        refusal("serviceusage.services.enable", {{"name", "projects/my-project/services/storage.googleapis.com"}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.message, HasSubstr("Permission 'serviceusage.services.enable' denied on resource"));
    EXPECT_EQ(refused.details[0]["reason"], "IAM_PERMISSION_DENIED");
}

class Services : public NewerApis {};

TEST_F(Services, AreEnabledByAnOperationThatTakesItsTime) {
    const Json operation =
        answer("serviceusage.services.enable", {{"name", "projects/my-project/services/compute.googleapis.com"}});
    EXPECT_THAT(operation["name"].get<std::string>(), HasSubstr("operations/acat.p2-" + number_of_project()));
    EXPECT_FALSE(operation.contains("done"));
    const auto state = [&] {
        return answer("serviceusage.services.get",
                      {{"name", "projects/my-project/services/compute.googleapis.com"}})["state"];
    };
    EXPECT_EQ(state(), "DISABLED");
    clock.turn(5s);
    EXPECT_EQ(state(), "ENABLED");
    const Json done = answer("serviceusage.operations.get", {{"name", operation["name"]}});
    EXPECT_EQ(done["done"], true);
    EXPECT_EQ(done["response"]["@type"], "type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse");
    EXPECT_EQ(done["response"]["service"]["state"], "ENABLED");
    EXPECT_EQ(done["response"]["service"]["parent"], "projects/" + number_of_project());
    EXPECT_EQ(answer("serviceusage.services.enable",
                     {{"name", "projects/my-project/services/compute.googleapis.com"}})["done"],
              true)
        << "there is nothing to wait for";
}

TEST_F(Services, TheirOperationsAreForgottenInTime) {
    const Json operation =
        answer("serviceusage.services.enable", {{"name", "projects/my-project/services/compute.googleapis.com"}});
    const std::string name = operation["name"];
    computer.sleep(std::chrono::hours(24 * 13));
    forget_due(office, clock.now());
    EXPECT_EQ(answer("serviceusage.operations.get", {{"name", name}})["done"], true);
    computer.sleep(std::chrono::hours(24 * 2));
    forget_due(office, clock.now());
    EXPECT_EQ(refusal("serviceusage.operations.get", {{"name", name}}).status, 404);
}

TEST_F(Services, ManyAtOnceUpToTwenty) {
    const Json operation = answer("serviceusage.services.batchEnable", {{"parent", "projects/my-project"}},
                                  {{"serviceIds", {"compute.googleapis.com", "storage.googleapis.com"}}});
    clock.turn(5s);
    const Json done = answer("serviceusage.operations.get", {{"name", operation["name"]}});
    EXPECT_EQ(done["response"]["services"].size(), 2U);
    const Json listed = answer("serviceusage.services.list", {{"parent", "projects/my-project"}}, Json::object(),
                               {{"filter", "state:ENABLED"}});
    EXPECT_EQ(listed["services"].size(), 4U);
    EXPECT_EQ(refusal("serviceusage.services.batchEnable", {{"parent", "projects/my-project"}},
                      {{"serviceIds", std::vector<std::string>(21, "compute.googleapis.com")}})
                  .status,
              400);
}

TEST_F(Services, WhatCostsNeedsBilling) {
    const Refusal refused =
        refusal("serviceusage.services.enable", {{"name", "projects/poor-project/services/compute.googleapis.com"}});
    EXPECT_EQ(refused.grpc_status, "FAILED_PRECONDITION");
    EXPECT_THAT(refused.message,
                HasSubstr("Billing account for project '" + number_of_project("poor-project") + "' is not found"));
    EXPECT_EQ(refused.details[1]["reason"], "UREQ_PROJECT_BILLING_NOT_FOUND");
}

TEST_F(Services, UnknownOnesAreRefused) {
    const Refusal refused =
        refusal("serviceusage.services.enable", {{"name", "projects/my-project/services/nonsense.googleapis.com"}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.message, "Not found or permission denied for service(s): nonsense.googleapis.com.");
}

TEST_F(Services, AreDisabled) {
    answer("serviceusage.services.disable", {{"name", "projects/my-project/services/iam.googleapis.com"}});
    EXPECT_EQ(
        answer("serviceusage.services.get", {{"name", "projects/my-project/services/iam.googleapis.com"}})["state"],
        "DISABLED");
    EXPECT_EQ(refusal("serviceusage.services.disable", {{"name", "projects/my-project/services/iam.googleapis.com"}})
                  .grpc_status,
              "FAILED_PRECONDITION");
    answer("serviceusage.services.disable", {{"name", "projects/my-project/services/cloudquotas.googleapis.com"}});
    const Refusal refused = refusal("cloudquotas.projects.locations.quotaPreferences.list",
                                    {{"parent", "projects/my-project/locations/global"}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.reason, "accessNotConfigured");
    EXPECT_THAT(refused.message,
                HasSubstr("has not been used in project " + number_of_project() + " before or it is disabled"));
    EXPECT_EQ(refused.details[1]["reason"], "SERVICE_DISABLED");
}

TEST_F(Services, ComputesComeWithTheAccountOfMachines) {
    answer("serviceusage.services.enable", {{"name", "projects/my-project/services/compute.googleapis.com"}});
    const std::string email = number_of_project() + "-compute@developer.gserviceaccount.com";
    EXPECT_EQ(answer("iam.projects.serviceAccounts.get", {{"name", "projects/-/serviceAccounts/" + email}})["email"],
              email);
}

TEST_F(Services, OperationsThatThereAreNotAreNotFound) {
    EXPECT_EQ(refusal("serviceusage.operations.get", {{"name", "operations/acat.p2-1-x"}}).status, 404);
}

}  // namespace
}  // namespace aloft::practice::google
