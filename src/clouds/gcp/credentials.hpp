#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"

namespace aloft::gcp {

/// A person, as gcloud's own sign-in leaves one behind.
struct UserKey {
    /// How the program shows that it is the one which signed the person in.
    enum class Client { in_form, in_header };
    std::string client_id;
    std::string client_secret;
    std::string refresh_token;
    Client client = Client::in_form;
};

/// A service account, by a private key of it.
struct AccountKey {
    std::string account;
    std::string key_id;
    std::string private_key;  ///< PEM
};

/// Somebody whom another authority knows; its token is changed for one of Google's.
struct ForeignKey {
    enum class Form { text, json };
    std::string audience;
    std::string token_type;  ///< "urn:ietf:params:oauth:token-type:jwt"
    std::string file;        ///< where its token is; or
    std::string url;         ///< where it is asked for
    std::vector<std::string> headers;  ///< "Name: value", for the url
    Form form = Form::text;
    std::string field;  ///< of the JSON
};

/// The account of the machine that we run on, by its metadata server.
struct MachineKey {
    std::string host;  ///< "169.254.169.254"
};

/// How to prove who asks, as the person's file says it. Secrets: never to be shown.
struct Credentials {
    std::variant<UserKey, AccountKey, ForeignKey, MachineKey> key;
    std::string token_address;  ///< where tokens are issued
    std::string impersonation;  ///< the address that issues the token of another account; empty: none
    std::vector<std::string> delegates;
    std::string project;        ///< when the file names one
    std::string quota_project;  ///< who is asked about the calls of a person
    std::string origin;         ///< the file, or the metadata server
};

/// From the text of a file with application-default credentials, in any form that Google's own tools write but those
/// that run a program or sign for Amazon.
Result<Credentials> read_credentials(std::string_view text, std::string_view origin);

/// "robot@p.iam.gserviceaccount.com", whose token is asked for in the end; empty: nobody is stood for.
std::string impersonated_account(const Credentials& credentials);

/// "a person", "service account robot@p.iam.gserviceaccount.com": whom they prove, without any secret.
std::string describe(const Credentials& credentials);

}  // namespace aloft::gcp
