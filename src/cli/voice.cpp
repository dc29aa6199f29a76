#include "cli/voice.hpp"

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/practised.hpp"
#include "cli/records.hpp"
#include "cli/view_error.hpp"

namespace aloft::cli {

int Voice::give_record(const nlohmann::json& fields) const {
    terminal_.write_output(record_text(verb_, fields, nullptr, ground_));
    return all_well;
}

int Voice::fail(const Error& error) const { return fail(error, nlohmann::json::object()); }

int Voice::fail(const Error& error, const nlohmann::json& fields) const {
    Error said = error;
    said.hint = on_this_ground(error.hint);
    if (in_records())
        terminal_.write_output(record_text(verb_, fields, &said, ground_));
    else
        terminal_.write_error(error_view(said, paint_));
    return exit_code(error.kind);
}

std::string Voice::on_this_ground(std::string_view text) const {
    return ground_ == Ground::practice ? practised(text) : std::string(text);
}

}  // namespace aloft::cli
