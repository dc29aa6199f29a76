#include <nlohmann/json.hpp>

#include "operations/practice.hpp"
#include "operations/practice_talk.hpp"
#include "system/files.hpp"

namespace aloft {

using nlohmann::json;

namespace {

std::filesystem::path folder_of(const PracticeKeeping& keeping) { return keeping.home.of_practice().data / "google"; }

constexpr const char* account_file = "service-account.json";

}  // namespace

Result<void> let_aloft_in(const PracticeKeeping& keeping) {
    std::error_code ignored;
    if (std::filesystem::exists(folder_of(keeping) / account_file, ignored)) return {};
    auto made = sign_in_to_practice(keeping);
    if (!made) return failed(made);
    return {};
}

Result<PracticeSignIn> sign_in_to_practice(const PracticeKeeping& keeping) {
    static constexpr auto doing = "signing in to the practice cloud";
    const auto status = ask_practice(keeping, {"GET", "status", "", doing, ""});
    if (!status) return failed(status);
    const auto said = ask_practice(keeping, {"POST", "sign-in", "{}", doing, ""});
    if (!said) return failed(said);
    const auto folder = folder_of(keeping);
    if (auto made = make_private_folder(folder); !made) return failed(made);
    PracticeSignIn made{practice_text(*said, "project"), folder / account_file, folder / "authorized-user.json", {}};
    for (const auto& [file, name] : {std::pair(made.service_account_key, "service_account_key"),
                                     std::pair(made.authorized_user, "authorized_user")}) {
        const auto content = said->find(name);
        if (content == said->end() || !content->is_object())
            return failure(ErrorKind::failed, doing, std::string("the practice cloud made no ") + name);
        if (auto written = write_file(file, content->dump(2) + "\n", Readable::by_owner); !written)
            return failed(written);
    }
    const std::string address = practice_text(*status, "address");
    made.environment = {
        {"GOOGLE_APPLICATION_CREDENTIALS", made.service_account_key},
        {"GOOGLE_CLOUD_PROJECT", made.project},
        {"CLOUDSDK_CORE_PROJECT", made.project},
        {"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", made.service_account_key},
        {"CLOUDSDK_AUTH_TOKEN_HOST", address + "/token"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE", address + "/compute/v1/"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE", address + "/"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER", address + "/"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDBILLING", address + "/"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDQUOTAS", address + "/"},
        {"CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", address + "/"},
    };
    return made;
}

}  // namespace aloft
