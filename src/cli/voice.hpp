#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "cli/ground.hpp"
#include "cli/paint.hpp"
#include "cli/verb_table.hpp"
#include "core/error.hpp"
#include "system/terminal.hpp"

namespace aloft::cli {

/// How a verb speaks. With --json that is one record on standard output, however it ends, and nothing else.
class Voice {
public:
    enum class Form { words, record };

    Voice(Terminal& terminal, Paint paint, Form form, const VerbDescription& verb, Ground ground = Ground::real)
        : terminal_(terminal), paint_(paint), form_(form), verb_(verb), ground_(ground) {}

    bool in_records() const { return form_ == Form::record; }
    const Paint& paint() const { return paint_; }
    int columns() const { return terminal_.columns(); }
    Terminal& terminal() const { return terminal_; }

    /// What was asked for, in our words.
    void give(std::string_view text) const { terminal_.write_output(on_this_ground(text)); }
    /// What was asked for and is somebody else's, to the letter.
    void hand_over(std::string_view text) const { terminal_.write_output(text); }
    /// What is said to the person; nothing is when a program listens.
    void tell(std::string_view text) const {
        if (!in_records()) terminal_.write_error(on_this_ground(text));
    }
    /// The record of a success; answers the exit code.
    int give_record(const nlohmann::json& fields) const;
    /// The failure in the form that was asked for; answers the exit code. Fields known all the same stand in the record.
    int fail(const Error& error) const;
    int fail(const Error& error, const nlohmann::json& fields) const;

private:
    /// With the commands as they are to be typed here.
    std::string on_this_ground(std::string_view text) const;

    Terminal& terminal_;
    Paint paint_;
    Form form_;
    const VerbDescription& verb_;
    Ground ground_;
};

}  // namespace aloft::cli
