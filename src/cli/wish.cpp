#include "cli/wish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/comma_list.hpp"
#include "cli/verb_groups.hpp"
#include "cli/view_mistakes.hpp"
#include "cli/whole_number.hpp"
#include "core/host_list.hpp"
#include "core/time_span.hpp"
#include "spec/spec_file.hpp"
#include "system/files.hpp"

namespace aloft::cli {
namespace {

std::optional<int> number_from(std::string_view text) { return whole_number(text, 1); }

/// "T4", "any", "T4:2"
std::optional<GpuWish> gpu_from(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (name.find_first_not_of(" ,") == std::string_view::npos) return std::nullopt;
    if (colon == std::string_view::npos) return GpuWish{std::string(name), 1};
    const std::optional<int> count = number_from(text.substr(colon + 1));
    if (!count) return std::nullopt;
    return GpuWish{std::string(name), *count};
}

std::optional<std::vector<std::string>> words_from(std::string_view text) {
    std::vector<std::string> words = comma_list(text);
    return words.empty() ? std::nullopt : std::optional(std::move(words));
}

std::optional<std::string> place_from(const std::string& text) {
    const bool known = text == default_place || std::ranges::find(rented_places, text) != std::end(rented_places) ||
                       (is_host_list(text) && read_host_list(text));
    return known ? std::optional(text) : std::nullopt;
}

/// "8h"; "none" takes one away.
std::optional<std::chrono::seconds> deadline_from(std::string_view text) {
    if (text == "none") return std::chrono::seconds(0);
    const auto span = time_span(text);
    return span && *span >= shortest_deadline && *span <= longest_deadline ? span : std::nullopt;
}

std::optional<std::string> type_from(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// Collects what each flag says, and all that is wrong with them.
class Flags {
public:
    explicit Flags(const Words& words) : words_(words) {}

    template <class Value, class Parse>
    void read(std::string_view flag, std::optional<Value>& into, Parse&& parse, std::string_view expected) {
        const std::optional<std::string> text = words_.value(flag);
        if (!text) return;
        into = parse(*text);
        if (!into) complain(fmt::format("--{} cannot be '{}': {}", flag, *text, expected));
    }

    void complain(std::string mistake) { mistakes_.push_back(std::move(mistake)); }
    const std::vector<std::string>& mistakes() const { return mistakes_; }

private:
    const Words& words_;
    std::vector<std::string> mistakes_;
};

Result<Spec> read_spec_file(const std::filesystem::path& path) {
    const std::string doing = fmt::format("reading {}", path.string());
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return failure(ErrorKind::not_found, doing, "there is no such file",
                       "without a file, flags say what is asked for: aloft up --help");
    const Result<std::string> text = read_file(path);
    if (!text) return failed(text);
    const auto spec = read_spec(*text);
    if (spec) return *spec;
    const std::size_t count = spec.error().size();
    return failure(ErrorKind::bad_input, doing,
                   fmt::format("{} mistake{}\n{}", count, count == 1 ? "" : "s",
                               mistakes_view(spec.error(), path.string(), *text)));
}

std::string without_tilde(const std::string& path, const std::filesystem::path& home_folder) {
    return path.starts_with("~/") ? (home_folder / path.substr(2)).string() : path;
}

/// Paths in a file begin where the file lies. The person's whole home folder is no code that anybody means to carry.
Result<void> settle_folders(Spec& spec, const std::filesystem::path& file, const std::filesystem::path& home_folder) {
    std::error_code ignored;
    const auto folder = std::filesystem::weakly_canonical(std::filesystem::absolute(file), ignored).parent_path();
    spec.folder = folder.string();
    if (spec.code) spec.code = without_tilde(*spec.code, home_folder);
    if (spec.notebook_password_file)
        spec.notebook_password_file = without_tilde(*spec.notebook_password_file, home_folder);
    const auto code = folder / spec.code.value_or(".");
    const bool carries = spec.setup != Setup::bare && spec.code != "none";
    if (!carries || home_folder.empty() || !std::filesystem::equivalent(code, home_folder, ignored)) return {};
    return failure(ErrorKind::bad_input, fmt::format("reading {}", file.string()),
                   "the code to carry would be your whole home folder",
                   "put the file into a folder of its own, or say `code: none` in it");
}

}  // namespace

bool says_a_wish(const Words& words) {
    return words.argument("FILE") || std::ranges::any_of(options_of_a_wish(), [&](const OptionDescription& option) {
               return words.has(option.name);
           });
}

Result<Spec> wish_from_flags(const Words& words) {
    Spec spec;
    Flags flags(words);
    spec.name = words.value("name").value_or("");
    if (words.has("name"))
        if (const std::optional<std::string> wrong = mistake_in_machine_name(spec.name))
            flags.complain(fmt::format("--name cannot be '{}': {}", spec.name, *wrong));
    flags.read("on", spec.on, place_from, "it is local, gcp, or ssh: and a host as in ssh:me@box");
    flags.read("kind", spec.kind, machine_kind_from, "it is container or vm");
    flags.read("cpus", spec.cpus, number_from, "it is a whole number from 1");
    flags.read("memory", spec.memory, parse_bytes, "it is a size, as in 8GB or 512MB");
    flags.read("disk", spec.disk, parse_bytes, "it is a size, as in 40GB");
    flags.read("disk-type", spec.disk_type, disk_type_from, "it is standard, balanced, ssd or hyperdisk");
    flags.read("disk-on-down", spec.disk_on_down, disk_on_down_from, "it is remove or keep");
    flags.read("type", spec.machine_type, type_from, "it is a cloud's word, as in n1-standard-8");
    flags.read("address", spec.address, public_address_from, "it is ephemeral or static");
    flags.read("deadline", spec.deadline, deadline_from, "it is a time from 30s to 120d, as in 8h, or none");
    flags.read("gpu", spec.gpu, gpu_from, "it is a name, and how many: T4, any, T4:2; or none");
    flags.read("gpu-memory", spec.gpu_memory, parse_bytes, "it is a size, as in 24GB");
    flags.read("spot", spec.spot, spot_from, "it is never, prefer or only");
    flags.read("cloud", spec.clouds, words_from, "it is a cloud, or several with commas");
    flags.read("region", spec.regions, words_from, "it is a region, or several with commas: us-*,europe-west4");
    flags.read("max-price", spec.max_price, parse_money, "it is dollars an hour, as in 1.50");
    if (words.has("nearest")) spec.order = OfferOrder::distance;
    flags.read("setup", spec.setup, setup_from, "it is full or bare");
    if (flags.mistakes().empty()) return spec;
    return failure(ErrorKind::bad_input, {}, fmt::format("{}", fmt::join(flags.mistakes(), "\naloft: ")),
                   fmt::format("see: aloft {} --help", words.verb->name));
}

Result<Spec> wish_from(const Words& words, const std::filesystem::path& home_folder,
                       const std::filesystem::path& usual) {
    const Result<Spec> flags = wish_from_flags(words);
    if (!flags) return failed(flags);
    std::error_code ignored;
    const std::optional<std::string> named = words.argument("FILE");
    Spec spec;
    if (named || std::filesystem::exists(usual, ignored)) {
        const Result<Spec> file = read_spec_file(named ? std::filesystem::path(*named) : usual);
        if (!file) return failed(file);
        spec = *file;
        if (auto settled = settle_folders(spec, named ? std::filesystem::path(*named) : usual, home_folder); !settled)
            return failed(settled);
    }
    spec = overlay(spec, *flags);
    if (spec.name.empty()) spec.name = default_machine_name;
    return spec;
}

}  // namespace aloft::cli
