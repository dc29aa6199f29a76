#pragma once
#include "cli/progress_view.hpp"
#include "cli/question.hpp"
#include "operations/surroundings.hpp"
#include "system/terminal.hpp"

namespace aloft::cli {

enum class Consent { wanted, given };        ///< given: --yes, or a verb that is its own consent
enum class Attendance { present, absent };  ///< absent: no terminal to ask at, or a program listens

/// The person at the terminal.
class TerminalPerson final : public Person {
public:
    TerminalPerson(Terminal& terminal, ProgressView& progress, Paint paint, Consent consent, Attendance attendance,
                   Ground ground = Ground::real)
        : terminal_(terminal),
          progress_(progress),
          paint_(paint),
          consent_(consent),
          attendance_(attendance),
          questions_(terminal, paint, ground) {}

    bool approve(const Plan& plan) override;
    bool approve_instead(const Plan& plan) override;
    Keep what_to_keep(const Plan& plan) override;
    bool trusts(const Stranger& stranger) override;

private:
    Terminal& terminal_;
    ProgressView& progress_;
    Paint paint_;
    Consent consent_;
    Attendance attendance_;
    Questions questions_;
};

}  // namespace aloft::cli
