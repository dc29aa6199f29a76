#include "cli/view_practice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/table_view.hpp"
#include "cli/text.hpp"
#include "system/clock.hpp"

namespace aloft::cli {
namespace {

/// "zones/us-central1-a/instances/vm" to "vm in us-central1-a"
std::string thing_text(const std::string& thing) {
    const auto slash = thing.rfind('/');
    if (slash == std::string::npos) return thing;
    const auto place_end = thing.rfind('/', slash - 1);
    if (place_end == std::string::npos || place_end == 0) return thing.substr(slash + 1);
    const auto place = thing.rfind('/', place_end - 1);
    return fmt::format("{} in {}", thing.substr(slash + 1),
                       thing.substr(place == std::string::npos ? 0 : place + 1, place_end - place - 1));
}

/// "2026-11-20T10:15:30Z" to "11-20 10:15"
std::string time_text(const std::string& iso) {
    return iso.size() < 16 ? iso : iso.substr(5, 5) + " " + iso.substr(11, 5);
}

/// "2h 10m"
std::string length_text(const PracticeBillLine& line) {
    const auto from = from_iso(line.from);
    const auto until = from_iso(line.until);
    return from && until ? duration_text(*until - *from) : "-";
}

std::string dollars(Money money, int digits) {
    return fmt::format("${:.{}f}", static_cast<double>(money.micros) / 1e6, digits);
}

std::string machines_text(const PracticeStatus& status) {
    const std::string count = fmt::format("{}, {} running", status.machines, status.running);
    if (status.machines_kind == "real") return count + "; real ones of this computer, without GPUs";
    return status.why_paper.empty() ? count + "; on paper alone"
                                    : fmt::format("{}; on paper alone: {}", count, status.why_paper);
}

std::string clock_text(const PracticeStatus& status) {
    const auto minutes = status.ahead.count() / 60;
    if (minutes == 0) return status.now;
    return fmt::format("{}, {}h {:02}m ahead of yours", status.now, minutes / 60, minutes % 60);
}

Tint tint_of(const PracticeCall& call) {
    if (!call.fault.empty()) return Tint::warning;
    return call.status >= 400 ? Tint::bad : Tint::good;
}

/// In single quotes, as every shell of Bourne's kind reads it.
std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char letter : value) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return text + "'";
}

}  // namespace

std::string practice_status_view(const PracticeStatus& status, const Paint& paint) {
    std::string text = fmt::format("practice cloud {} answers at {}\n", paint(harmless(status.world), Tint::strong),
                                   paint(status.address, Tint::strong));
    const auto row = [&](std::string_view name, const std::string& value) {
        text += fmt::format("  {:<9} {}\n", name, harmless(value));
    };
    row("tls", fmt::format("{}, for who trusts {}", status.tls_address, status.authority_file));
    row("time", clock_text(status));
    row("machines", machines_text(status));
    for (const std::string& limitation : status.limitations) row("", limitation);
    row("projects", fmt::format("{}", fmt::join(status.projects, ", ")));
    row("calls", std::to_string(status.calls));
    return text;
}

std::string practice_bill_view(const PracticeBill& bill, const Paint& paint, int columns) {
    if (bill.lines.empty()) return "nothing was on yet: $0.00 of play money\n";
    std::vector<std::vector<Cell>> rows{{{"cost", Tint::quiet},
                                         {"an hour", Tint::quiet},
                                         {"for", Tint::quiet},
                                         {"what", Tint::quiet},
                                         {"of", Tint::quiet}}};
    for (const PracticeBillLine& line : bill.lines)
        rows.push_back({{dollars(line.cost, 4), Tint::plain},
                        {dollars(line.hour, 4), Tint::plain},
                        line.still_on ? Cell{length_text(line) + ", still on", Tint::warning}
                                      : Cell{length_text(line), Tint::quiet},
                        {harmless(line.what), Tint::strong},
                        {harmless(thing_text(line.thing)), Tint::plain}});
    std::string text = table_view(rows, paint, columns);
    text += fmt::format("\n{} of play money until {}", paint(dollars(bill.total, 2), Tint::strong), bill.until);
    if (bill.hourly_now.micros > 0)
        text += fmt::format("; what is still on costs {} an hour", paint(dollars(bill.hourly_now, 4), Tint::warning));
    return text + "\n";
}

std::string practice_call_line(const PracticeCall& call, const Paint& paint, int columns) {
    Line line;
    line.add(time_text(call.at), Tint::quiet).add("  ");
    line.add(std::to_string(call.status), tint_of(call)).add("  ");
    line.add(harmless(call.method), Tint::strong).add("  ");
    line.add(harmless(call.outcome));
    if (!call.fault.empty()) line.add(fmt::format("  ({})", harmless(call.fault)), Tint::warning);
    return line.fit(columns, paint) + "\n";
}

std::string older_calls_view(const std::vector<std::filesystem::path>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const std::filesystem::path& file : files) names.push_back(file.string());
    return fmt::format("calls before these are in {}, a line of JSON each\n", fmt::join(names, " and "));
}

std::string practice_sign_in_view(const PracticeSignIn& made, const std::string& address) {
    std::string text = fmt::format(
        "# The practice cloud's project {}. Google's libraries take the address as api_endpoint: {}\n"
        "# A person's own sign-in, as gcloud would leave it: {}\n",
        harmless(made.project), address, made.authorized_user.string());
    for (const auto& [name, value] : made.environment) text += fmt::format("export {}={}\n", name, quoted(value));
    return text;
}

}  // namespace aloft::cli
