#include "clouds/gcp/credentials.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/utf8.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::string_view google_tokens = "https://oauth2.googleapis.com/token";
constexpr std::string_view how_to_sign_in =
    "sign in anew: gcloud auth application-default login; or name a service account's key file in "
    "GOOGLE_APPLICATION_CREDENTIALS";

/// One file's fields, and what is missing of them. No word of a value gets into a failure: it may be the secret.
class Fields {
public:
    Fields(const json& object, std::string_view origin) : object_(object), origin_(origin) {}

    std::string text(const char* name, std::string_view otherwise = {}) const {
        const auto field = object_.find(name);
        return field != object_.end() && field->is_string() ? field->get<std::string>() : std::string(otherwise);
    }

    Result<void> need(std::initializer_list<const char*> names) const {
        for (const char* name : names)
            if (text(name).empty()) return wrong(fmt::format("it has no \"{}\", or one that is no text", name));
        return {};
    }

    const json* object(const char* name) const {
        const auto field = object_.find(name);
        return field != object_.end() && field->is_object() ? &*field : nullptr;
    }

    std::vector<std::string> texts(const char* name) const {
        std::vector<std::string> found;
        const auto field = object_.find(name);
        if (field == object_.end() || !field->is_array()) return found;
        for (const json& each : *field)
            if (each.is_string()) found.push_back(each.get<std::string>());
        return found;
    }

    std::unexpected<Error> wrong(std::string detail) const {
        return failure(ErrorKind::not_signed_in, fmt::format("reading the credentials in {}", origin_),
                       std::move(detail), std::string(how_to_sign_in));
    }

    const std::string& origin() const { return origin_; }

private:
    const json& object_;
    std::string origin_;
};

Result<Credentials> person(const Fields& fields, UserKey::Client client) {
    if (auto complete = fields.need({"client_id", "client_secret", "refresh_token"}); !complete)
        return failed(complete);
    return Credentials{
        .key = UserKey{fields.text("client_id"), fields.text("client_secret"), fields.text("refresh_token"), client},
        .token_address = fields.text("token_uri", fields.text("token_url", google_tokens)),
        .quota_project = fields.text("quota_project_id"),
        .origin = fields.origin()};
}

Result<Credentials> user(const Fields& fields) { return person(fields, UserKey::Client::in_form); }

Result<Credentials> external_user(const Fields& fields) {
    if (auto complete = fields.need({"token_url"}); !complete) return failed(complete);
    return person(fields, UserKey::Client::in_header);
}

Result<Credentials> service_account(const Fields& fields) {
    if (auto complete = fields.need({"client_email", "private_key", "private_key_id"}); !complete)
        return failed(complete);
    return Credentials{
        .key = AccountKey{fields.text("client_email"), fields.text("private_key_id"), fields.text("private_key")},
        .token_address = fields.text("token_uri", google_tokens),
        .project = fields.text("project_id"),
        .quota_project = fields.text("quota_project_id"),
        .origin = fields.origin()};
}

Result<ForeignKey> foreign_source(const Fields& fields, const json& said) {
    const Fields source(said, fields.origin());
    if (said.contains("executable"))
        return fields.wrong("its token comes from a program, and aloft runs none that a credentials file names");
    if (!source.text("environment_id").empty())
        return fields.wrong("its token is signed for Amazon, which aloft does not do");
    ForeignKey key{.audience = fields.text("audience"),
                   .token_type = fields.text("subject_token_type"),
                   .file = source.text("file"),
                   .url = source.text("url"),
                   .headers = {},
                   .form = ForeignKey::Form::text,
                   .field = {}};
    if (key.file.empty() == key.url.empty())
        return fields.wrong("its \"credential_source\" names neither a file nor a url, or both");
    if (const json* headers = source.object("headers"))
        for (const auto& [name, value] : headers->items())
            if (value.is_string()) key.headers.push_back(fmt::format("{}: {}", name, value.get<std::string>()));
    if (const json* format = source.object("format"); format != nullptr) {
        const Fields shape(*format, fields.origin());
        if (shape.text("type") == "json") {
            key.form = ForeignKey::Form::json;
            key.field = shape.text("subject_token_field_name");
            if (key.field.empty()) return fields.wrong("its \"format\" does not say which field has the token");
        }
    }
    return key;
}

Result<Credentials> external_account(const Fields& fields) {
    if (auto complete = fields.need({"audience", "subject_token_type", "token_url"}); !complete)
        return failed(complete);
    const json* said = fields.object("credential_source");
    if (said == nullptr) return fields.wrong("it has no \"credential_source\"");
    const Result<ForeignKey> key = foreign_source(fields, *said);
    if (!key) return failed(key);
    return Credentials{.key = *key,
                       .token_address = fields.text("token_url"),
                       .impersonation = fields.text("service_account_impersonation_url"),
                       .quota_project = fields.text("quota_project_id"),
                       .origin = fields.origin()};
}

Result<Credentials> credentials_in(const json& object, std::string_view origin);

Result<Credentials> impersonated(const Fields& fields) {
    if (auto complete = fields.need({"service_account_impersonation_url"}); !complete) return failed(complete);
    const json* source = fields.object("source_credentials");
    if (source == nullptr) return fields.wrong("it has no \"source_credentials\"");
    // Who stands for somebody who stands for somebody else names them as delegates; a nest of files has no end.
    if (Fields(*source, fields.origin()).text("type") == "impersonated_service_account")
        return fields.wrong("its \"source_credentials\" are impersonated ones too");
    Result<Credentials> own = credentials_in(*source, fields.origin());
    if (!own) return own;
    own->impersonation = fields.text("service_account_impersonation_url");
    own->delegates = fields.texts("delegates");
    if (own->quota_project.empty()) own->quota_project = fields.text("quota_project_id");
    return own;
}

struct FormOfCredentials {
    std::string_view type;
    Result<Credentials> (*read)(const Fields& fields);
};

constexpr FormOfCredentials forms[] = {
    {"authorized_user", user},
    {"external_account_authorized_user", external_user},
    {"service_account", service_account},
    {"external_account", external_account},
    {"impersonated_service_account", impersonated},
};

Result<Credentials> credentials_in(const json& object, std::string_view origin) {
    const Fields fields(object, origin);
    const std::string type = fields.text("type");
    for (const FormOfCredentials& form : forms)
        if (form.type == type) return form.read(fields);
    if (type.empty()) return fields.wrong("it has no \"type\", so it is no file of Google's credentials");
    return fields.wrong(fmt::format("aloft does not know credentials of the type \"{}\"", valid_utf8(type)));
}

}  // namespace

Result<Credentials> read_credentials(std::string_view text, std::string_view origin) {
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return Fields(object, origin).wrong("it is no JSON object");
    return credentials_in(object, origin);
}

std::string impersonated_account(const Credentials& credentials) {
    std::string_view account = credentials.impersonation;
    account.remove_prefix(std::min(account.rfind('/') + 1, account.size()));
    return std::string(account.substr(0, account.find(':')));
}

std::string describe(const Credentials& credentials) {
    struct Words {
        std::string operator()(const UserKey& /*key*/) const { return "a person signed in with gcloud"; }
        std::string operator()(const AccountKey& key) const { return fmt::format("service account {}", key.account); }
        std::string operator()(const ForeignKey& key) const { return fmt::format("somebody of {}", key.audience); }
        std::string operator()(const MachineKey& key) const {
            return fmt::format("the account of this machine, by {}", key.host);
        }
    };
    std::string words = std::visit(Words(), credentials.key);
    const std::string account = impersonated_account(credentials);
    return account.empty() ? words : fmt::format("{}, as {}", words, account);
}

}  // namespace aloft::gcp
