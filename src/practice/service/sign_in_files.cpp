#include "practice/service/sign_in_files.hpp"

#include <nlohmann/json.hpp>

#include "practice/google/service_accounts.hpp"
#include "practice/service/page_state.hpp"

namespace aloft::practice {

using nlohmann::json;

void make_sign_in_files(google::Office& office, google::SignIn& sign_in, const std::string& base,
                        std::function<void(Result<json>)> then) {
    const std::vector<std::string> projects = projects_in(office.records);
    if (projects.empty())
        return then(failure(ErrorKind::not_found, "making a key for the practice cloud", "this world has no project",
                            "aloft practice weather calm has one"));
    google::practice_key(
        office, "projects/" + projects.front(), base,
        [&office, &sign_in, base, project = projects.front(), then = std::move(then)](Result<json> key) {
            if (!key) return then(failed(key));
            const google::Person person = sign_in.person();
            if (const auto kept = office.records.commit(); !kept) return then(failed(kept));
            then(json{{"project", project},
                      {"service_account_key", std::move(*key)},
                      {"authorized_user",
                       {{"type", "authorized_user"},
                        {"client_id", person.client_id},
                        {"client_secret", person.client_secret},
                        {"refresh_token", person.refresh_token},
                        {"token_uri", base + "/token"},
                        {"quota_project_id", project}}}});
        });
}

}  // namespace aloft::practice
