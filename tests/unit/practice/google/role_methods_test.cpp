#include "practice/google/roles.hpp"

#include "unit/practice/google/desk_bench.hpp"
#include "unit/practice/google/newer_apis.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::HasSubstr;

class Roles : public NewerApis {
protected:
    Json made(const std::vector<std::string>& permissions) {
        return answer("iam.projects.roles.create", {{"parent", "projects/my-project"}},
                      {{"roleId", "mine"}, {"role", {{"title", "Mine"}, {"includedPermissions", permissions}}}});
    }
    void give(const std::string& which, const std::string& member) {
        answer("cloudresourcemanager.projects.setIamPolicy", {{"resource", "projects/my-project"}},
               {{"policy", {{"bindings", Json::array({{{"role", which}, {"members", Json::array({member})}}})}}}});
    }
    std::map<std::string, std::string, std::less<>> role{{"name", "projects/my-project/roles/mine"}};
    static inline const std::string robot = "robot-one@my-project.iam.gserviceaccount.com";
};

TEST_F(Roles, AreMadeReadAndChanged) {
    const Json first = made({"compute.instances.get"});
    EXPECT_EQ(first["name"], role["name"]);
    EXPECT_EQ(answer("iam.projects.roles.get", role), first);
    const Json changed = answer("iam.projects.roles.patch", role,
                                {{"title", "Other"}, {"includedPermissions", {"compute.instances.list"}}},
                                {{"updateMask", "includedPermissions"}});
    EXPECT_EQ(changed["title"], "Mine") << "the mask says what is meant";
    EXPECT_EQ(changed["includedPermissions"], Json::array({"compute.instances.list"}));
    const Json all = answer("iam.projects.roles.list", {{"parent", "projects/my-project"}});
    ASSERT_EQ(all["roles"].size(), 1U);
    EXPECT_FALSE(all["roles"][0].contains("includedPermissions"));
}

TEST_F(Roles, WhatCannotBeIsRefused) {
    made({});
    const auto create = [&](const char* id, const char* permission) {
        return refusal("iam.projects.roles.create", {{"parent", "projects/my-project"}},
                       {{"roleId", id}, {"role", {{"includedPermissions", Json::array({permission})}}}});
    };
    EXPECT_EQ(create("mine", "compute.instances.get").status, 409);
    EXPECT_EQ(create("with-hyphen", "compute.instances.get").status, 400);
    EXPECT_EQ(create("other", "compute.instances.*").status, 400);
    EXPECT_EQ(refusal("iam.projects.roles.get", {{"name", "projects/my-project/roles/none"}}).status, 404);
    EXPECT_EQ(refusal("iam.projects.roles.patch", role, {{"etag", "AAAA"}}).status, 409);
}

TEST_F(Roles, WhoHasOneMayWhatItHolds) {
    made({"compute.instances.get"});
    EXPECT_TRUE(is_within_roles(office, "projects/my-project", robot, "compute.instances.create"));
    give("projects/my-project/roles/mine", "serviceAccount:" + robot);
    EXPECT_TRUE(is_within_roles(office, "projects/my-project", robot, "compute.instances.get"));
    EXPECT_FALSE(is_within_roles(office, "projects/my-project", robot, "compute.instances.create"));
    EXPECT_TRUE(is_within_roles(office, "projects/my-project", "me@example.com", "compute.instances.create"));
    give("roles/editor", "serviceAccount:" + robot);
    EXPECT_TRUE(is_within_roles(office, "projects/my-project", robot, "compute.instances.create"));
}

TEST(TokenInfo, TellsWhoseATokenIs) {
    DeskBench bench(DeskBench::usual_world());
    const std::string token = bench.sign_in.token_for("me@example.com", "scope")["access_token"];
    const auto ask = [&](const std::string& text) {
        return bench.sign_in.issue({"POST", "/tokeninfo", {}, "access_token=" + text});
    };
    const serve::Answer told = ask(token);
    EXPECT_EQ(told.status, 200);
    EXPECT_EQ(Json::parse(told.body)["email"], "me@example.com");
    EXPECT_EQ(ask("ya29.nobodys").status, 400);
}

}  // namespace
}  // namespace aloft::practice::google
