#include "main/compose_google.hpp"

#include <fmt/format.h>

#include "clouds/gcp/settings.hpp"
#include "operations/practice_talk.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

/// Files that aloft writes itself are small.
constexpr std::size_t most_of_a_key = std::size_t{1} << 20;

/// What aloft keeps of Google; empty where it has no home.
std::filesystem::path google_folder(const Home& home) {
    return home.data.empty() ? std::filesystem::path() : home.data / "google";
}

Result<gcp::Credentials> practice_credentials(const std::filesystem::path& key) {
    const auto text = read_file(key, most_of_a_key);
    if (!text)
        return failure(ErrorKind::not_signed_in, "looking for the practice cloud", "nobody has signed in to it yet",
                       "aloft practice sign-in");
    return gcp::read_credentials(*text, key.string());
}

/// Machines are made with the key that `aloft init gcp` made, or in the name of its person where it chose a project; else
/// with the key of the practice cloud's own account.
std::filesystem::path practice_key(const std::filesystem::path& folder) {
    if (auto made = gcp::chosen_key(folder); !made.empty()) return made;
    const auto settings = gcp::read_settings(folder);
    const bool is_chosen = settings && !settings->project.empty();
    return folder / (is_chosen ? "authorized-user.json" : "service-account.json");
}

/// A person's calls are counted against the project that `aloft init gcp` chose, whatever his sign-in says of another: in
/// that one the APIs are on.
Result<gcp::Credentials> counted_as_chosen(Result<gcp::Credentials> found, const std::filesystem::path& folder) {
    const auto settings = gcp::read_settings(folder);
    if (found && std::holds_alternative<gcp::UserKey>(found->key) && settings && !settings->project.empty())
        found->quota_project = settings->project;
    return found;
}

}  // namespace

gcp::GcpCloud::Parts google_itself(const GoogleIngredients& with, const Home& home) {
    const auto folder = google_folder(home);
    return {with.http,
            with.clock,
            with.random,
            with.interruption,
            with.environment,
            gcp::google_itself(),
            [environment = with.environment, folder] {
                auto found = gcp::find_credentials(environment, {.own_key = gcp::chosen_key(folder)});
                return environment("GOOGLE_CLOUD_QUOTA_PROJECT") ? found : counted_as_chosen(std::move(found), folder);
            },
            "",
            folder,
            [environment = with.environment, folder] {
                auto person = gcp::find_credentials(environment);
                // Who is signed in no more has the key still.
                const auto key = gcp::chosen_key(folder);
                return person || key.empty() ? person : gcp::find_credentials(environment, {.own_key = key});
            }};
}

gcp::GcpCloud::Parts google_in_practice(const GoogleIngredients& with, const Home& real_home) {
    const auto endpoint = practice_endpoint(real_home);
    const auto folder = google_folder(real_home.of_practice());
    const auto with_file = [runs = endpoint.has_value()](const auto& file_now) -> Result<gcp::Credentials> {
        if (runs) return practice_credentials(file_now());
        return failure(ErrorKind::not_signed_in, "looking for the practice cloud", "it does not run",
                       "aloft practice start");
    };
    return {with.http,
            with.clock,
            with.random,
            with.interruption,
            [](std::string_view) { return std::optional<std::string>(); },
            gcp::all_at(fmt::format("http://127.0.0.1:{}", endpoint ? endpoint->port : 0)),
            [=] { return counted_as_chosen(with_file([&] { return practice_key(folder); }), folder); },
            "machines of the practice cloud have no GPU: no driver is installed, and nothing is proved about one",
            folder,
            [=] { return with_file([&] { return folder / "authorized-user.json"; }); }};
}

}  // namespace aloft
