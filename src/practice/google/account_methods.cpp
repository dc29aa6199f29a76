#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "practice/google/documents.hpp"
#include "practice/google/key_file.hpp"
#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/service_accounts.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view collection = "/serviceAccounts/";
constexpr std::string_view keys = "/keys/";
constexpr std::string_view end_of_time = "9999-12-31T23:59:59Z";
constexpr std::size_t most_keys = 10;

std::string digits(Random& random, std::size_t length) {
    std::string text = "1";
    while (text.size() < length) text += static_cast<char>('0' + random.next() % 10);
    return text;
}

bool is_account_id(std::string_view id) {
    constexpr std::size_t shortest = 6, longest = 30;
    const auto is_letter = [](char letter) { return letter >= 'a' && letter <= 'z'; };
    return id.size() >= shortest && id.size() <= longest && is_letter(id.front()) && id.back() != '-' &&
           std::ranges::all_of(
               id, [&](char letter) { return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '-'; });
}

Json new_account(Office& office, std::string_view project, std::string_view email, std::string_view display_name,
                 std::string_view description) {
    constexpr std::size_t id_digits = 21;
    const std::string unique = digits(office.random, id_digits);
    Json account{{"name", fmt::format("{}{}{}", project, collection, email)},
                 {"projectId", id_of(project)},
                 {"uniqueId", unique},
                 {"email", email},
                 {"oauth2ClientId", unique}};
    if (!display_name.empty()) account["displayName"] = display_name;
    if (!description.empty()) account["description"] = description;
    account["etag"] = etag_of(account);
    return account;
}

std::unexpected<Refusal> unknown_account() { return refused(404, "notFound", "Unknown service account"); }

/// The record's name of the account that the call is about.
std::expected<std::string, Refusal> account_of(const Office& office, const Call& call, std::string_view permission) {
    const std::string_view name = call.in_path("name").empty() ? call.in_path("resource") : call.in_path("name");
    std::string record = account_record(office, name.substr(0, name.find(keys)));
    if (record.empty()) return unknown_account();
    if (auto permitted = check_permission(office, project_record(office, record), permission); !permitted)
        return std::unexpected(permitted.error());
    return record;
}

Outcome create_account(Office& office, const Call& call) {
    const auto project = known_project(office, call.in_path("name"));
    if (!project) return std::unexpected(project.error());
    if (auto permitted = check_permission(office, *project, "iam.serviceAccounts.create"); !permitted)
        return std::unexpected(permitted.error());
    const std::string id = text_in(call.body, "accountId");
    if (!is_account_id(id))
        return std::unexpected(invalid_argument(fmt::format(
            "The account ID \"{}\" does not have a length between 6 and 30 or is not of the form [a-z]([-a-z0-9]*[a-z0-9]).",
            id)));
    const std::string email = fmt::format("{}@{}.iam.gserviceaccount.com", id, id_of(*project));
    const std::string record = fmt::format("{}{}{}", *project, collection, email);
    if (office.records.find(record) != nullptr)
        return refused(409, "alreadyExists",
                       fmt::format("Service account {} already exists within project {}.", id, *project));
    const Json wished = call.body.value("serviceAccount", Json::object());
    Json account = new_account(office, *project, email, text_in(wished, "displayName"), text_in(wished, "description"));
    office.records.put(record, account);
    return account;
}

Outcome list_accounts(Office& office, const Call& call) {
    constexpr PageSize size{20, 100};
    const auto project = known_project(office, call.in_path("name"));
    if (!project) return std::unexpected(project.error());
    return page_of(call, "accounts", listed(office, *project + std::string(collection), "serviceAccounts"), size);
}

Outcome get_account(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.get");
    if (!record) return std::unexpected(record.error());
    return shown(*office.records.find(*record));
}

Outcome remove_account(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.delete");
    if (!record) return std::unexpected(record.error());
    for (const std::string& key : office.records.names(*record + std::string(keys))) office.records.remove(key);
    office.records.remove(*record);
    return Json::object();
}

Outcome set_disabled(Office& office, const Call& call, bool disabled) {
    const auto record =
        account_of(office, call, disabled ? "iam.serviceAccounts.disable" : "iam.serviceAccounts.enable");
    if (!record) return std::unexpected(record.error());
    Json account = *office.records.find(*record);
    account.erase("disabled");
    if (disabled) account["disabled"] = true;
    office.records.put(*record, std::move(account));
    return Json::object();
}

Outcome enable(Office& office, const Call& call) { return set_disabled(office, call, false); }
Outcome disable(Office& office, const Call& call) { return set_disabled(office, call, true); }

/// Either way of changing it: what may be changed is what people see.
Outcome change(Office& office, const std::string& record, const Json& wished) {
    Json account = *office.records.find(record);
    for (const char* field : {"displayName", "description"}) {
        if (wished.contains(field)) account[field] = wished.at(field);
    }
    account.erase("etag");
    account["etag"] = etag_of(account);
    office.records.put(record, account);
    return shown(account);
}

Outcome patch_account(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.update");
    if (!record) return std::unexpected(record.error());
    return change(office, *record, call.body.value("serviceAccount", Json::object()));
}

Outcome update_account(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.update");
    if (!record) return std::unexpected(record.error());
    return change(office, *record, call.body);
}

std::string policy_record(std::string_view resource) { return fmt::format("{}/iamPolicy", resource); }

Outcome get_policy(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.getIamPolicy");
    if (!record) return std::unexpected(record.error());
    const Json* const policy = office.records.find(policy_record(*record));
    return policy == nullptr ? Json{{"etag", "ACAB"}} : *policy;
}

Outcome set_policy(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.setIamPolicy");
    if (!record) return std::unexpected(record.error());
    Json policy = call.body.value("policy", Json::object());
    policy.erase("etag");
    policy["etag"] = etag_of(policy);
    office.records.put(policy_record(*record), policy);
    return policy;
}

Outcome test_permissions(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccounts.get");
    if (!record) return std::unexpected(record.error());
    Json held = Json::array();
    for (const Json& permission : call.body.value("permissions", Json::array())) {
        if (is_permitted(office, project_record(office, *record), permission.get<std::string>()))
            held.push_back(permission);
    }
    return held.empty() ? Json::object() : Json{{"permissions", held}};
}

/// The JSON file that Google hands out, once.
Json key_file(const Json& account, std::string_view base, std::string_view id, const NewKey& key) {
    const std::string email = text_in(account, "email");
    return {{"type", "service_account"},
            {"project_id", account.at("projectId")},
            {"private_key_id", id},
            {"private_key", key.private_pem},
            {"client_email", email},
            {"client_id", account.at("uniqueId")},
            {"auth_uri", "https://accounts.google.com/o/oauth2/auth"},
            {"token_uri", fmt::format("{}/token", base)},
            {"auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs"},
            {"client_x509_cert_url", fmt::format("https://www.googleapis.com/robot/v1/metadata/x509/{}%40{}",
                                                 email.substr(0, email.find('@')), email.substr(email.find('@') + 1))},
            {"universe_domain", "googleapis.com"}};
}

struct KeptKey {
    Json document;  ///< as IAM answers it
    Json file;
};

/// Its public half is in the records.
KeptKey keep_key(Office& office, const std::string& record, std::string_view base, const NewKey& key) {
    const Json account = *office.records.find(record);
    const std::string id = sha256(key.certificate_pem).substr(0, 40);
    Json document{{"name", fmt::format("{}{}{}", record, keys, id)},
                  {"keyAlgorithm", "KEY_ALG_RSA_2048"},
                  {"keyOrigin", "GOOGLE_PROVIDED"},
                  {"keyType", "USER_MANAGED"},
                  {"validAfterTime", to_iso(office.clock.now())},
                  {"validBeforeTime", end_of_time}};
    Json kept = document;
    kept["publicKeyData"] = base64(key.certificate_pem);
    office.records.put(text_in(document, "name"), std::move(kept));
    return KeptKey{std::move(document), key_file(account, base, id, key)};
}

/// On another thread: it takes long enough for everybody else to notice.
void make_key(Office& office, const std::string& record, std::function<void(const Result<NewKey>&)> then) {
    auto made = std::make_shared<Result<NewKey>>();
    office.loop.work([made, owner = text_in(*office.records.find(record), "uniqueId"),
                      from = office.clock.now()] { *made = new_key(owner, from); },
                     [made, then = std::move(then)] { then(*made); });
}

std::expected<std::string, Refusal> account_for_a_key(const Office& office, const Call& call) {
    auto record = account_of(office, call, "iam.serviceAccountKeys.create");
    if (!record) return record;
    if (office.records.names(*record + std::string(keys)).size() >= most_keys)
        return std::unexpected(failed_precondition("Precondition check failed."));
    const std::string type = text_in(call.body, "privateKeyType");
    if (type == "TYPE_PKCS12_FILE")
        return std::unexpected(
            invalid_argument("The practice cloud makes keys as TYPE_GOOGLE_CREDENTIALS_FILE alone."));
    if (text_in(call.body, "keyAlgorithm") == "KEY_ALG_RSA_1024")
        return std::unexpected(invalid_argument("Key algorithm KEY_ALG_RSA_1024 is not supported."));
    return record;
}

Outcome answer_with_key(Office& office, const Call& call, const Result<NewKey>& made) {
    if (!made) return refused(500, "backendError", made.error().detail);
    // Much may have happened while it was made.
    const auto record = account_for_a_key(office, call);
    if (!record) return std::unexpected(record.error());
    KeptKey key = keep_key(office, *record, call.base, *made);
    key.document["privateKeyType"] = "TYPE_GOOGLE_CREDENTIALS_FILE";
    key.document["privateKeyData"] = base64(key.file.dump(2) + "\n");
    return std::move(key.document);
}

void create_key(Office& office, const Call& call, const Answered& answered) {
    const auto record = account_for_a_key(office, call);
    if (!record) return answered(std::unexpected(record.error()));
    make_key(office, *record,
             [&office, call, answered](const Result<NewKey>& made) { answered(answer_with_key(office, call, made)); });
}

/// Until there is a place for one more.
void forget_oldest_keys(Office& office, const std::string& record) {
    std::vector<std::string> names = office.records.names(record + std::string(keys));
    std::ranges::sort(names, {}, [&](const std::string& name) {
        return std::pair(text_in(*office.records.find(name), "validAfterTime"), name);
    });
    for (std::size_t at = 0; at + most_keys <= names.size(); ++at) office.records.remove(names[at]);
}

/// The record's name of the key that the call is about.
std::expected<std::string, Refusal> key_of(const Office& office, const Call& call, std::string_view permission) {
    const auto account = account_of(office, call, permission);
    if (!account) return std::unexpected(account.error());
    const std::string_view name = call.in_path("name");
    const std::string_view id = name.substr(std::min(name.find(keys) + keys.size(), name.size()));
    std::string record = fmt::format("{}{}{}", *account, keys, id);
    if (office.records.find(record) == nullptr)
        return refused(404, "notFound", fmt::format("Service account key {} does not exist.", id));
    return record;
}

Json without_public_half(const Json& key) {
    Json copy = shown(key);
    copy.erase("publicKeyData");
    return copy;
}

Outcome get_key(Office& office, const Call& call) {
    const auto record = key_of(office, call, "iam.serviceAccountKeys.get");
    if (!record) return std::unexpected(record.error());
    const Json& key = *office.records.find(*record);
    return call.in_query("publicKeyType") == "TYPE_X509_PEM_FILE" ? shown(key) : without_public_half(key);
}

Outcome list_keys(Office& office, const Call& call) {
    const auto record = account_of(office, call, "iam.serviceAccountKeys.list");
    if (!record) return std::unexpected(record.error());
    Json found = Json::array();
    if (call.in_query("keyTypes") != "SYSTEM_MANAGED") {
        for (const Json& key : listed(office, *record + std::string(keys), "keys"))
            found.push_back(without_public_half(key));
    }
    return found.empty() ? Json::object() : Json{{"keys", std::move(found)}};
}

Outcome delete_key(Office& office, const Call& call) {
    const auto record = key_of(office, call, "iam.serviceAccountKeys.delete");
    if (!record) return std::unexpected(record.error());
    office.records.remove(*record);
    return Json::object();
}

constexpr std::array slow_methods{SlowMethod{"iam.projects.serviceAccounts.keys.create", create_key}};

}  // namespace

std::string account_record(const Office& office, std::string_view name) {
    const auto at = name.find(collection);
    if (at == std::string_view::npos) return {};
    const std::string_view account = name.substr(at + collection.size());
    std::string project = project_record(office, name);
    if (project.empty()) {  // "projects/-": the account says it
        if (!name.starts_with("projects/-/")) return {};
        const auto host = account.find('@');
        const std::string_view domain = host == std::string_view::npos ? "" : account.substr(host + 1);
        const std::string_view owner = domain == "developer.gserviceaccount.com" ? account.substr(0, account.find('-'))
                                                                                 : domain.substr(0, domain.find('.'));
        project = project_record(office, fmt::format("projects/{}", owner));
    }
    if (project.empty()) return {};
    std::string record = fmt::format("{}{}{}", project, collection, account);
    if (office.records.find(record) != nullptr && !account.contains('/')) return record;
    for (const std::string& other : kept_names(office, project + std::string(collection), "serviceAccounts")) {
        if (text_in(*office.records.find(other), "uniqueId") == account) return other;
    }
    return {};
}

std::string machines_account(const Office& office, std::string_view project_record) {
    return fmt::format("{}-compute@developer.gserviceaccount.com", number_of(office, project_record));
}

void practice_key(Office& office, std::string_view project_record, std::string base,
                  std::function<void(Result<Json>)> then) {
    constexpr std::string_view account_id = "aloft-practice";
    const std::string email = fmt::format("{}@{}.iam.gserviceaccount.com", account_id, id_of(project_record));
    const std::string record = fmt::format("{}{}{}", project_record, collection, email);
    if (office.records.find(record) == nullptr)
        office.records.put(record, new_account(office, project_record, email, "aloft practice", ""));
    make_key(office, record,
             [&office, record, base = std::move(base), then = std::move(then)](const Result<NewKey>& made) {
                 if (!made) return then(failed(made));
                 if (office.records.find(record) == nullptr)
                     return then(failure(ErrorKind::conflict, "making a key for the practice cloud",
                                         "its account was removed meanwhile"));
                 forget_oldest_keys(office, record);
                 then(keep_key(office, record, base, *made).file);
             });
}

void make_machines_account(Office& office, std::string_view project_record) {
    const std::string email = machines_account(office, project_record);
    const std::string record = fmt::format("{}{}{}", project_record, collection, email);
    if (office.records.find(record) != nullptr) return;
    office.records.put(record,
                       new_account(office, project_record, email, "Compute Engine default service account", ""));
}

std::span<const Method> account_methods() {
    static constexpr std::array methods{
        Method{"iam.projects.serviceAccounts.create", create_account},
        Method{"iam.projects.serviceAccounts.list", list_accounts},
        Method{"iam.projects.serviceAccounts.get", get_account},
        Method{"iam.projects.serviceAccounts.delete", remove_account},
        Method{"iam.projects.serviceAccounts.enable", enable},
        Method{"iam.projects.serviceAccounts.disable", disable},
        Method{"iam.projects.serviceAccounts.patch", patch_account},
        Method{"iam.projects.serviceAccounts.update", update_account},
        Method{"iam.projects.serviceAccounts.getIamPolicy", get_policy},
        Method{"iam.projects.serviceAccounts.setIamPolicy", set_policy},
        Method{"iam.projects.serviceAccounts.testIamPermissions", test_permissions},
        Method{"iam.projects.serviceAccounts.keys.get", get_key},
        Method{"iam.projects.serviceAccounts.keys.list", list_keys},
        Method{"iam.projects.serviceAccounts.keys.delete", delete_key},
    };
    return methods;
}
std::span<const SlowMethod> account_key_methods() { return slow_methods; }

}  // namespace aloft::practice::google
