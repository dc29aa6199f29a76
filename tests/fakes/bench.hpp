#pragma once
#include <algorithm>
#include <memory>

#include "fakes/fake_agents.hpp"
#include "fakes/fake_cloud.hpp"
#include "fakes/fake_system.hpp"
#include "operations/surroundings.hpp"
#include "system/conversation.hpp"
#include "system/daemon.hpp"
#include "system/process.hpp"

namespace aloft::fakes {

/// Nothing may be run.
class NoProcesses final : public Processes {
public:
    Result<Finished> run(const Command& command) override { return refuse(command); }
    Result<int> run_attached(const Command& command) override { return refuse(command); }
    std::optional<std::string> find_program(std::string_view) override { return std::nullopt; }

private:
    static std::unexpected<Error> refuse(const Command& command) {
        return failure(ErrorKind::missing_tool, "running " + command.argv[0], "this test runs no programs");
    }
};

/// Nothing may be talked to.
class NoConversations final : public Conversations {
public:
    Result<std::unique_ptr<Conversation>> begin(const Command& command) override {
        return failure(ErrorKind::missing_tool, "talking to " + command.argv[0], "this test talks to no programs");
    }
};

/// Remembers what was started, and starts nothing.
class RecordedDaemons final : public Daemons {
public:
    std::vector<Command> started;
    Result<void> start(const Command& command, const std::filesystem::path& /*words*/) override {
        started.push_back(command);
        return {};
    }
};

class ScriptedPerson final : public Person {
public:
    bool approves = true;
    Keep keeps = Keep::what_is_made;
    int asked_to_approve = 0;
    int asked_what_to_keep = 0;

    bool approve(const Plan&) override { return ++asked_to_approve, approves; }
    Keep what_to_keep(const Plan&) override { return ++asked_what_to_keep, keeps; }
};

/// A whole house on a bench: a real ledger in a folder of its own, and fakes for all that lies outside.
class Bench {
public:
    TemporaryHome folder;
    FakeCloud cloud{"local"};
    FakeCloud keys{"ssh"};
    FakeCloud setup{"agent"};
    FakeAgents agents;
    FakeClock clock;
    FakeRandom random;
    FakeInterruption interruption;
    RecordedEvents events;
    NoProcesses processes;
    NoConversations conversations;
    RecordedDaemons daemons;
    ScriptedPerson person;
    std::unique_ptr<Ledger> ledger = open_ledger();
    Surroundings around = surroundings();

    Bench() = default;

    std::unique_ptr<Ledger> open_ledger() {
        return std::move(*Ledger::open(folder.home().ledger(), [this] { return to_iso(clock.now()); }));
    }

    /// What stands at cloud and keeper of keys, the cache left out; and not what lies on a disk.
    std::vector<ResourceRef> standing() const {
        std::vector<ResourceRef> refs;
        for (const FakeCloud* provider : {&cloud, &keys})
            for (const auto& [ref, found] : provider->standing)
                if (ref.kind != ResourceKind::image) refs.push_back(ref);
        std::ranges::sort(refs);
        return refs;
    }

    /// What the ledger knows of that.
    std::vector<ResourceRef> recorded() {
        std::vector<ResourceRef> refs;
        const auto records = ledger->all_resources();
        for (const ResourceRecord& record : *records)
            if (record.resource.ref.kind != ResourceKind::image && record.resource.belongs != Belongs::to_disk)
                refs.push_back(record.resource.ref);
        std::ranges::sort(refs);
        return refs;
    }

    std::size_t calls() const { return cloud.calls.size() + keys.calls.size() + setup.calls.size(); }

private:
    Surroundings surroundings() {
        return Surroundings{folder.home(), *ledger,   *ledger, {&cloud}, keys,   setup,
                            agents,        processes, clock,   random,   events, interruption};
    }
};

}  // namespace aloft::fakes
