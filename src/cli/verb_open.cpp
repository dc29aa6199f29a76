#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/whole_number.hpp"
#include "operations/notebook.hpp"

namespace aloft::cli {
namespace {

Result<std::optional<int>> port_from(const Words& words) {
    const auto text = words.value("port");
    if (!text) return std::nullopt;
    // Lower ones are the system's own services', such as SSH on 22.
    if (const auto port = whole_number(*text, 1024, 65535)) return port;
    return failure(ErrorKind::bad_input, {},
                   fmt::format("--port cannot be '{}': it is a number from 1024 to 65535", *text));
}

nlohmann::json fields_of(const Notebook& notebook) {
    return {{"machine", notebook.machine},
            {"address", notebook.address},
            {"port", notebook.port},
            {"entrance", notebook.entrance},
            {"password", nullptr}};
}

nlohmann::json fields_of(const std::string& machine, const std::string& password) {
    return {
        {"machine", machine}, {"address", nullptr}, {"port", nullptr}, {"entrance", nullptr}, {"password", password}};
}

std::string words_of(const Notebook& notebook, const Paint& paint) {
    return fmt::format("{}\n\nThe password: aloft open {} --password. The way is open until Ctrl-C.\n",
                       paint(notebook.address, Tint::strong), notebook.machine);
}

void tell(Call& call, TunnelNews news, const Notebook& notebook, const std::string& why) {
    switch (news) {
        case TunnelNews::open:
            if (call.voice.in_records())
                call.voice.give_record(fields_of(notebook));
            else
                call.voice.give(words_of(notebook, call.voice.paint()));
            return;
        case TunnelNews::lost:
            return call.voice.tell(fmt::format("the connection was lost ({}); trying again until it is back\n", why));
        case TunnelNews::open_again: return call.voice.tell("the connection is back\n");
    }
}

}  // namespace

int verb_open(Call& call) {
    const std::string machine = call.words.argument("NAME").value_or("");
    const Result<std::optional<int>> port = port_from(call.words);
    if (!port) return call.voice.fail(port.error());
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    if (call.words.has("password")) {
        const Result<std::string> password = notebook_password(scene->around, machine);
        if (!password) return call.voice.fail(password.error());
        if (call.voice.in_records()) return call.voice.give_record(fields_of(machine, *password));
        call.voice.give(*password + "\n");
        return 0;
    }
    const OpenRequest request{
        .machine = machine, .port = *port, .browser = call.words.has("no-browser") ? Browser::leave : Browser::open};
    const Result<void> opened = open_notebook(
        scene->around, call.backstage.conversations, call.backstage.daemons, request,
        [&](TunnelNews news, const Notebook& notebook, const std::string& why) { tell(call, news, notebook, why); });
    return opened ? 0 : call.voice.fail(opened.error());
}

}  // namespace aloft::cli
