#include "clouds/hosts/hosts_cloud.hpp"

#include <algorithm>
#include <future>

namespace aloft::hosts {
namespace {

constexpr int held_by_another = 81;
constexpr auto host_key_detail = "host_key";

ResourceRef key_of(const Labels& labels) { return {"ssh", ResourceKind::key, labels.machine, ""}; }

Result<void> check_kind(const ResourceRef& ref) {
    if (ref.kind == ResourceKind::instance) return {};
    return failure(ErrorKind::bad_input, "looking for " + describe(ref),
                   "a host of your own has no " + std::string(to_string(ref.kind)));
}

Result<OwnHost> host_at(const std::string& place) {
    if (const auto host = own_host_from(place)) return *host;
    return failure(ErrorKind::bad_input, "looking for host \"" + place + "\"", "that names no host");
}

std::string last_words(const Finished& finished) {
    std::string words = finished.error_output.empty() ? finished.output : finished.error_output;
    while (!words.empty() && words.back() == '\n') words.pop_back();
    return words;
}

std::unexpected<Error> script_failed(const std::string& doing, const Finished& finished) {
    return failure(ErrorKind::failed, doing,
                   last_words(finished) + " (exit code " + std::to_string(finished.exit_code) + ")",
                   "it may be repeated: what was begun is finished then");
}

/// All hosts asked at once.
template <class Answer, class Ask>
std::vector<Answer> side_by_side(std::size_t count, const Ask& ask) {
    std::vector<std::future<Answer>> asked;
    asked.reserve(count);
    for (std::size_t position = 0; position < count; ++position)
        asked.push_back(std::async(std::launch::async, [&ask, position] { return ask(position); }));
    std::vector<Answer> answers;
    answers.reserve(count);
    for (auto& one : asked) answers.push_back(one.get());
    return answers;
}

/// For a host that does not answer and never will: nobody but the person knows.
Error with_a_way_out(Error error, const std::filesystem::path& record) {
    if (error.kind != ErrorKind::unreachable) return error;
    error.hint += (error.hint.empty() ? "" : "; ") + std::string("when the host is gone for good, remove ") +
                  record.string() + ", and aloft takes it for released";
    return error;
}

}  // namespace

HostsCloud::HostsCloud(Home home, Processes& processes, Clock& clock, Claimant claimant,
                       std::vector<std::string> ssh_options)
    : home_(std::move(home)),
      processes_(processes),
      clock_(clock),
      claimant_(std::move(claimant)),
      records_(home_),
      ssh_(home_, processes, std::move(ssh_options)) {}

Account HostsCloud::account() {
    Account account;
    const auto records = records_.all();
    if (!records) {
        account.checks.push_back({"own hosts", Check::Verdict::bad, describe(records.error()), records.error().hint});
        return account;
    }
    account.checks = side_by_side<Check>(records->size(), [&](std::size_t position) -> Check {
        const HostRecord& record = (*records)[position];
        const std::string subject = "host " + record.host;
        const auto found =
            look(record, {std::string(hosts_provider), ResourceKind::instance, record.name, record.host});
        if (!found) return {subject, Check::Verdict::bad, describe(found.error()), found.error().hint};
        if (found->condition == Condition::ready)
            return {subject, Check::Verdict::good, "answers, claimed for machine " + record.labels.machine, ""};
        return {subject, Check::Verdict::warning, "answers, and is not claimed for machine " + record.labels.machine,
                "`aloft up --name " + record.labels.machine + "` claims it, `aloft down " + record.labels.machine +
                    "` forgets it"};
    });
    return account;
}

/// Without a list it is the machine's host that is meant: a ledger that was written anew knows no more.
Result<std::vector<OwnHost>> HostsCloud::named_in(const Spec& spec) const {
    const std::string on = spec.on.value_or("");
    const std::string doing = "reading \"" + on + "\"";
    if (on != hosts_provider) {
        auto hosts = read_host_list(on);
        if (!hosts) return failure(ErrorKind::bad_input, doing, hosts.error(), "for example: --on ssh:me@box");
        return *hosts;
    }
    auto record = records_.of_machine(spec.name);
    if (!record) return failed(record);
    if (!*record)
        return failure(ErrorKind::bad_input, doing, "machine " + spec.name + " has no host yet",
                       "name one: --on ssh:me@box");
    auto host = host_at((*record)->host);
    if (!host) return failed(host);
    return std::vector{*host};
}

Result<Offer> HostsCloud::offer_at(const OwnHost& host, const Spec& spec) const {
    const std::string place = to_string(host);
    auto endpoint = ssh_.resolve(host);
    if (!endpoint) return failed(endpoint);
    const auto told = ssh_.run(*endpoint, "facts", Rights::login);
    if (!told) return failed(told);
    if (told->exit_code != 0) return script_failed("looking at host " + place, *told);
    const auto facts = facts_in(place, told->output);
    if (!facts) return failed(facts);
    if (auto usable = check_usable(place, *facts); !usable) return failed(usable);
    const auto record = records_.of_machine(spec.name);
    if (!record) return failed(record);
    const bool ours = facts->claim && *record && facts->claim->name == (*record)->name && (*record)->host == place;
    if (facts->claim && !ours) return taken(place, *facts->claim);
    auto offer = offer_of(place, *facts, spec);
    if (!offer) return offer;
    const auto key = ssh_.known_key(*endpoint);
    if (!key) return failed(key);
    offer->details[host_key_detail] = *key;
    return offer;
}

Result<Offer> HostsCloud::first_of(const std::vector<OwnHost>& hosts, const Spec& spec) const {
    auto offers = side_by_side<Result<Offer>>(hosts.size(),
                                              [&](std::size_t position) { return offer_at(hosts[position], spec); });
    if (offers.size() == 1) return std::move(offers.front());
    const auto taken = std::ranges::find_if(offers, [](const auto& offer) { return offer.has_value(); });
    std::string others;
    for (const auto& offer : offers)
        if (!offer) others += (others.empty() ? "" : "; ") + describe(offer.error());
    if (taken == offers.end())
        return failure(ErrorKind::no_capacity, "choosing among " + std::to_string(hosts.size()) + " hosts",
                       "none can be had: " + others, offers.front().error().hint);
    if (!others.empty()) (*taken)->warnings.push_back("of the hosts, " + (*taken)->place + " is taken; not " + others);
    return std::move(*taken);
}

Result<std::vector<Offer>> HostsCloud::offers(const Spec& spec) {
    auto hosts = named_in(spec);
    if (!hosts) return failed(hosts);
    const auto record = records_.of_machine(spec.name);
    if (!record) return failed(record);
    if (*record) {
        auto present = host_at((*record)->host);
        if (!present) return failed(present);
        if (std::ranges::find(*hosts, *present) == hosts->end())
            return failure(ErrorKind::bad_input, "planning machine " + spec.name,
                           "it is on host " + (*record)->host + ", and a machine does not move to another",
                           "`aloft down " + spec.name + "` releases that host first");
        hosts = std::vector{*present};
    }
    auto offer = first_of(*hosts, spec);
    if (!offer) return failed(offer);
    return std::vector{std::move(*offer)};
}

Blueprint HostsCloud::blueprint(const Spec& /*spec*/, const Offer& offer, const Labels& labels) const {
    Resource instance;
    instance.ref = {std::string(hosts_provider), ResourceKind::instance, "aloft-" + labels.machine + "-" + labels.owner,
                    offer.place};
    instance.labels = labels;
    if (const auto key = offer.details.find(host_key_detail); key != offer.details.end())
        instance.properties[host_key_detail] = Property{key->second, WhenChanged::keep};
    instance.needs = {key_of(labels)};
    return {{instance}};
}

Result<Finished> HostsCloud::claim(const Endpoint& endpoint, const Resource& wished,
                                   const std::string& public_key) const {
    const std::string& name = wished.ref.name;
    std::string text = claim_text({name, wished.labels, to_iso(clock_.now()), claimant_});
    text.pop_back();
    // The comment of the key is ours to choose: by it the line is known again.
    const std::string key = public_key.substr(0, public_key.find(' ', public_key.find(' ') + 1));
    return ssh_.run(endpoint,
                    "claim " + in_single_quotes(name) + " " + in_single_quotes(text) + " " + in_single_quotes(key) +
                        " " + in_single_quotes(key_mark(name)),
                    Rights::root);
}

Result<Found> HostsCloud::ensure(const Resource& wished, const Circumstances& circumstances) {
    if (auto checked = check_kind(wished.ref); !checked) return failed(checked);
    const std::string doing = "claiming host " + wished.ref.place;
    const auto host = host_at(wished.ref.place);
    if (!host) return failed(host);
    const auto key =
        std::ranges::find_if(circumstances.needs, [](const Found& need) { return need.ref.kind == ResourceKind::key; });
    const std::string* public_key = key == circumstances.needs.end() ? nullptr : seen(*key, "public_key");
    if (public_key == nullptr || public_key->empty())
        return failure(ErrorKind::not_found, doing, "the key that it shall let in is not there",
                       "run `aloft up` to make what is missing");
    const auto endpoint = ssh_.resolve(*host);
    if (!endpoint) return failed(endpoint);
    const HostRecord record{wished.ref.name, wished.ref.place, wished.labels};
    if (auto written = records_.write(record); !written) return failed(written);
    const auto claimed = claim(*endpoint, wished, *public_key);
    if (!claimed) return failed(claimed);
    if (claimed->exit_code == held_by_another) {
        if (auto forgotten = records_.remove(record.name); !forgotten) return failed(forgotten);
        return taken(record.host, claim_in(WordLines(claimed->output)).value_or(Claim{}));
    }
    if (claimed->exit_code != 0) return script_failed(doing, *claimed);
    return look(record, wished.ref);
}

Result<Found> HostsCloud::look(const HostRecord& record, const ResourceRef& ref) const {
    const auto host = host_at(record.host);
    if (!host) return failed(host);
    const auto endpoint = ssh_.resolve(*host);
    if (!endpoint) return failed(endpoint);
    const auto told = ssh_.run(*endpoint, "look " + in_single_quotes(key_mark(ref.name)), Rights::login);
    if (!told) return std::unexpected(with_a_way_out(told.error(), records_.file(record.name)));
    if (told->exit_code != 0) return script_failed("looking at host " + record.host, *told);
    const WordLines lines(told->output);
    const auto claim = claim_in(lines);
    if (!claim || claim->name != ref.name) return Found{ref, Condition::absent, {}, {}};
    const auto key = ssh_.known_key(*endpoint);
    if (!key) return failed(key);
    return Found{ref,
                 lines.first("key").empty() ? Condition::partial : Condition::ready,
                 {{"host", endpoint->host},
                  {"port", std::to_string(endpoint->port)},
                  {"user", endpoint->user},
                  {"since", claim->since},
                  {host_key_detail, *key}},
                 claim->labels};
}

Result<Found> HostsCloud::find(const ResourceRef& ref) {
    if (auto checked = check_kind(ref); !checked) return failed(checked);
    const auto record = records_.read(ref.name);
    if (!record) return failed(record);
    if (!*record || (*record)->host != ref.place) return Found{ref, Condition::absent, {}, {}};
    return look(**record, ref);
}

Result<void> HostsCloud::remove(const ResourceRef& ref) {
    if (auto checked = check_kind(ref); !checked) return checked;
    const auto record = records_.read(ref.name);
    if (!record) return failed(record);
    if (!*record || (*record)->host != ref.place) return {};
    const auto host = host_at(ref.place);
    if (!host) return failed(host);
    const auto endpoint = ssh_.resolve(*host);
    if (!endpoint) return failed(endpoint);
    const auto released = ssh_.run(
        *endpoint, "release " + in_single_quotes(ref.name) + " " + in_single_quotes(key_mark(ref.name)), Rights::root);
    if (!released) return std::unexpected(with_a_way_out(released.error(), records_.file(ref.name)));
    if (released->exit_code != 0) return script_failed("releasing host " + ref.place, *released);
    return records_.remove(ref.name);
}

/// A host that does not answer may well be ours still, and must not keep the rest from being seen: it counts as half
/// made, by what our record says.
Result<std::vector<Found>> HostsCloud::owned(std::string_view owner) {
    auto records = records_.all();
    if (!records) return failed(records);
    std::erase_if(*records, [&](const HostRecord& record) { return record.labels.owner != owner; });
    std::vector<Found> all = side_by_side<Found>(records->size(), [&](std::size_t position) {
        const HostRecord& record = (*records)[position];
        const ResourceRef ref{std::string(hosts_provider), ResourceKind::instance, record.name, record.host};
        return look(record, ref).value_or(Found{ref, Condition::partial, {}, record.labels});
    });
    std::erase_if(all, [](const Found& found) { return found.condition == Condition::absent; });
    return all;
}

Result<std::vector<Stranger>> HostsCloud::strangers(const Spec& spec) {
    const auto hosts = named_in(spec);
    if (!hosts) return failed(hosts);
    std::vector<Stranger> all;
    for (const OwnHost& host : *hosts) {
        const auto endpoint = ssh_.resolve(host);
        if (!endpoint) return failed(endpoint);
        if (ssh_.is_known(*endpoint)) continue;
        // What does not answer is no stranger; that it does not, the offer will say.
        if (const auto shown = ssh_.shown_key(*endpoint))
            all.push_back({to_string(host), shown->key, shown->fingerprint});
    }
    return all;
}

Result<void> HostsCloud::trust(const Stranger& stranger) {
    const auto host = host_at(stranger.host);
    if (!host) return failed(host);
    const auto endpoint = ssh_.resolve(*host);
    if (!endpoint) return failed(endpoint);
    return ssh_.trust(*endpoint, stranger.key);
}

}  // namespace aloft::hosts
