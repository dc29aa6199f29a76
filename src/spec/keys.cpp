#include "spec/keys.hpp"

#include <algorithm>

namespace aloft {
namespace {

/// What a slot's value has to become, and back. One pair for each type that a Spec holds.
void convert(const KeyValue& from, std::string& to) { to = std::get<std::string>(from); }
void convert(const KeyValue& from, int& to) { to = static_cast<int>(std::get<std::int64_t>(from)); }
void convert(const KeyValue& from, Bytes& to) { to = std::get<Bytes>(from); }
void convert(const KeyValue& from, Money& to) { to = std::get<Money>(from); }
void convert(const KeyValue& from, std::chrono::seconds& to) { to = std::get<std::chrono::seconds>(from); }
void convert(const KeyValue& from, PublicAddress& to) {
    to = public_address_from(std::get<std::string>(from)).value_or(to);
}
void convert(const KeyValue& from, DiskType& to) { to = disk_type_from(std::get<std::string>(from)).value_or(to); }
void convert(const KeyValue& from, DiskOnDown& to) { to = disk_on_down_from(std::get<std::string>(from)).value_or(to); }
void convert(const KeyValue& from, Spot& to) { to = spot_from(std::get<std::string>(from)).value_or(to); }
void convert(const KeyValue& from, OfferOrder& to) { to = offer_order_from(std::get<std::string>(from)).value_or(to); }
void convert(const KeyValue& from, MachineKind& to) {
    to = machine_kind_from(std::get<std::string>(from)).value_or(to);
}

void convert(const KeyValue& from, Setup& to) { to = setup_from(std::get<std::string>(from)).value_or(to); }
void convert(const KeyValue& from, NotebookServer& to) {
    to = notebook_server_from(std::get<std::string>(from)).value_or(to);
}
void convert(const KeyValue& from, std::vector<std::string>& to) { to = std::get<std::vector<std::string>>(from); }

KeyValue key_value(const std::string& value) { return value; }
KeyValue key_value(int value) { return std::int64_t{value}; }
KeyValue key_value(Bytes value) { return value; }
KeyValue key_value(Money value) { return value; }
KeyValue key_value(std::chrono::seconds value) { return value; }
KeyValue key_value(PublicAddress value) { return std::string(to_string(value)); }
KeyValue key_value(DiskType value) { return std::string(to_string(value)); }
KeyValue key_value(DiskOnDown value) { return std::string(to_string(value)); }
KeyValue key_value(Spot value) { return std::string(to_string(value)); }
KeyValue key_value(OfferOrder value) { return std::string(to_string(value)); }
KeyValue key_value(Setup value) { return std::string(to_string(value)); }
KeyValue key_value(NotebookServer value) { return std::string(to_string(value)); }
KeyValue key_value(const std::vector<std::string>& value) { return value; }
KeyValue key_value(MachineKind value) { return std::string(to_string(value)); }

/// A text member for which "" means that nothing is said.
template <std::string Spec::* member>
constexpr Slot text_slot{
    .put = [](Spec& spec, const KeyValue& value) { convert(value, spec.*member); },
    .get = [](const Spec& spec) -> std::optional<KeyValue> {
        if ((spec.*member).empty()) return std::nullopt;
        return key_value(spec.*member);
    },
};

template <auto member>
constexpr Slot slot{
    .put = [](Spec& spec, const KeyValue& value) { convert(value, (spec.*member).emplace()); },
    .get = [](const Spec& spec) -> std::optional<KeyValue> {
        if (!(spec.*member)) return std::nullopt;
        return key_value(*(spec.*member));
    },
};

/// A member of a record that as a whole may be missing.
template <auto record, auto member>
constexpr Slot slot_in{
    .put =
        [](Spec& spec, const KeyValue& value) {
            if (!(spec.*record)) (spec.*record).emplace();
            convert(value, (*(spec.*record)).*member);
        },
    .get = [](const Spec& spec) -> std::optional<KeyValue> {
        if (!(spec.*record)) return std::nullopt;
        return key_value((*(spec.*record)).*member);
    },
};

const std::vector<Key>& table() {
    static const std::vector<Key> keys{
        {
            .path = "name",
            .type = KeyType::name,
            .description = "What the machine is called: in commands (aloft ssh my-machine), as its host name, and in "
                           "the names of all that is made for it. Lower-case letters, digits and dashes.",
            .when_not_said = "The machine is called aloft.",
            .example = "my-machine",
            .also = {"machine_name", "hostname", "title", "id"},
            .slot = text_slot<&Spec::name>,
        },
        {
            .path = "on",
            .type = KeyType::place,
            .description = "Where the machine is made: local is this computer; gcp is Google Cloud; ssh:me@box takes a "
                           "host that I have, and ssh:box1,box2 the first of several that is free.",
            .when_not_said = "The machine is made on this computer.",
            .example = "local",
            .also = {"where", "cloud", "provider", "place", "backend"},
            .slot = slot<&Spec::on>,
        },
        {
            .path = "machine",
            .description = "The machine itself.",
            .when_not_said = "It gets what suits the place.",
            .example = "",
            .also = {"instance", "vm", "resources", "hardware", "server"},
        },
        {
            .path = "machine.kind",
            .type = KeyType::word,
            .description = "What a machine on this computer is made of: container, with an init system and an address "
                           "of its own, there within seconds; or vm, a whole virtual computer with its own kernel.",
            .when_not_said = "It is a container.",
            .example = "container",
            .also = {"driver", "virtualization"},
            .noun = "kind",
            .words = {"container", "vm"},
            .slot = slot<&Spec::kind>,
        },
        {
            .path = "machine.cpus",
            .type = KeyType::whole_number,
            .description = "How many processors it has.",
            .when_not_said = "It gets what suits the place.",
            .example = "4",
            .also = {"cores", "vcpus", "cpu_count", "processors"},
            .least = 1,
            .most = 4096,
            .slot = slot<&Spec::cpus>,
        },
        {
            .path = "machine.memory",
            .type = KeyType::size,
            .description = "How much memory it has. 8GB means 8 GiB, as it does on every machine; a number alone "
                           "counts GB.",
            .when_not_said = "It gets what suits the place.",
            .example = "8GB",
            .also = {"ram", "mem"},
            .least = mebibytes(128).count,
            .most = gibibytes(65'536).count,
            .slot = slot<&Spec::memory>,
        },
        {
            .path = "machine.disk",
            .type = KeyType::size,
            .description = "How large its disk is. It can grow later and never shrinks.",
            .when_not_said = "It gets what suits the place.",
            .example = "40GB",
            .also = {"storage", "disk_size", "volume"},
            .least = mebibytes(512).count,
            .most = gibibytes(1'048'576).count,
            .slot = slot<&Spec::disk>,
        },
        {
            .path = "machine.disk_type",
            .type = KeyType::word,
            .description = "What a rented machine's disk is made of: standard has moving parts, is the cheapest and "
                           "slow; balanced will do for most; ssd is faster; hyperdisk is what the newest machines "
                           "take. Each type of machine takes only some of them.",
            .when_not_said = "It is balanced, or hyperdisk where the machine takes no other.",
            .example = "ssd",
            .also = {"disk_kind", "boot_disk_type", "volume_type", "storage_type", "disk_class"},
            .noun = "type of disk",
            .words = {"standard", "balanced", "ssd", "hyperdisk"},
            .slot = slot<&Spec::disk_type>,
        },
        {
            .path = "machine.disk_on_down",
            .type = KeyType::word,
            .description = "What aloft down does with the disk: remove, or keep. A disk that is kept goes on costing; "
                           "aloft status shows it, and aloft up makes the machine again on it.",
            .when_not_said = "It is removed with the machine.",
            .example = "keep",
            .also = {"keep_disk", "disk_kept", "auto_delete", "delete_on_termination", "keep"},
            .noun = "way",
            .words = {"remove", "keep"},
            .slot = slot<&Spec::disk_on_down>,
        },
        {
            .path = "machine.type",
            .type = KeyType::text,
            .description = "Which type of a cloud's machines it is, by the cloud's own word. aloft gpus shows them.",
            .when_not_said = "The cheapest that is large enough.",
            .example = "n1-standard-8",
            .also = {"machine_type", "instance_type", "size", "flavor"},
            .slot = slot<&Spec::machine_type>,
        },
        {
            .path = "machine.address",
            .type = KeyType::word,
            .description = "How long a rented machine keeps its public address: ephemeral, until it is switched off; "
                           "static, until it is removed. A static one costs something while the machine is off, too.",
            .when_not_said = "It has another address after each start.",
            .example = "static",
            .also = {"ip", "public_ip", "static_ip", "external_ip"},
            .noun = "way",
            .words = {"ephemeral", "static"},
            .slot = slot<&Spec::address>,
        },
        {
            .path = "machine.deadline",
            .type = KeyType::time_span,
            .description = "How long after each start the cloud itself stops a rented machine, whatever has become of "
                           "aloft and this computer: 8h, 1d12h. Its disk stays. none takes a deadline away.",
            .when_not_said = "It runs until it is stopped.",
            .example = "8h",
            .also = {"max_run_duration", "time_limit", "timeout", "max_duration", "autostop"},
            .least = shortest_deadline.count(),
            .most = longest_deadline.count(),
            .slot = slot<&Spec::deadline>,
        },
        {
            .path = "gpu",
            .description =
                "Which GPU it has, and how many of them: T4, or T4:2 for two. Of several names with commas "
                "between them any will do, and any takes what there is. none takes away what the machine has.",
            .when_not_said = "It has none; a machine that stands keeps what it has.",
            .example = "T4:2",
            .also = {"gpus", "accelerator", "accelerators"},
            .short_form = true,
        },
        {
            .path = "gpu.name",
            .type = KeyType::gpu_name,
            .description = "The GPU's name as its maker writes it, several with commas, any, or none.",
            .when_not_said = "",
            .example = "T4",
            .also = {"type", "kind", "model"},
            .required = true,
            .slot = slot_in<&Spec::gpu, &GpuWish::name>,
        },
        {
            .path = "gpu.count",
            .type = KeyType::whole_number,
            .description = "How many of them.",
            .when_not_said = "It has one.",
            .example = "2",
            .also = {"number", "amount", "n"},
            .least = 1,
            .most = 64,
            .slot = slot_in<&Spec::gpu, &GpuWish::count>,
        },
        {
            .path = "market",
            .description = "Which of the machines that clouds rent will do, and which is taken first. aloft gpus shows "
                           "them with their prices.",
            .when_not_said = "The cheapest one that is rented for as long as one likes.",
            .example = "",
            .also = {"offer", "offers", "price", "region", "regions"},
        },
        {
            .path = "market.gpu_memory",
            .type = KeyType::size,
            .description = "How much memory one GPU has at least.",
            .when_not_said = "Any amount will do.",
            .example = "24GB",
            .also = {"vram", "gpu_ram"},
            .least = gibibytes(1).count,
            .most = gibibytes(4096).count,
            .slot = slot<&Spec::gpu_memory>,
        },
        {
            .path = "market.spot",
            .type = KeyType::word,
            .description =
                "Whether it may be a spot machine, which costs less and can be taken away at any time: never, "
                "prefer takes whichever is cheaper, only takes nothing else.",
            .when_not_said = "It is never one.",
            .example = "prefer",
            .also = {"preemptible", "interruptible", "spot_policy", "use_spot"},
            .noun = "way",
            .words = {"never", "prefer", "only"},
            .slot = slot<&Spec::spot>,
        },
        {
            .path = "market.clouds",
            .type = KeyType::texts,
            .description = "The clouds that will do.",
            .when_not_said = "Every one that can be reached.",
            .example = "[gcp, aws]",
            .also = {"cloud", "providers", "infra"},
            .slot = slot<&Spec::clouds>,
        },
        {
            .path = "market.regions",
            .type = KeyType::texts,
            .description = "The regions or zones that will do; * stands for any letters: us-*, gcp/europe-west4.",
            .when_not_said = "Every one.",
            .example = "[us-*, europe-west4]",
            .also = {"region", "zone", "zones", "locations"},
            .slot = slot<&Spec::regions>,
        },
        {
            .path = "market.order",
            .type = KeyType::word,
            .description = "Which of them comes first: the cheapest by price, or the nearest by distance, which is "
                           "measured.",
            .when_not_said = "The cheapest.",
            .example = "price",
            .also = {"sort", "nearest", "prefer", "first"},
            .noun = "order",
            .words = {"price", "distance"},
            .slot = slot<&Spec::order>,
        },
        {
            .path = "market.max_price",
            .type = KeyType::price,
            .description = "The most dollars that an hour of it may cost, with its disk and its address.",
            .when_not_said = "There is no limit.",
            .example = "1.50",
            .also = {"price", "max_hourly_price", "budget", "limit"},
            .slot = slot<&Spec::max_price>,
        },
        {
            .path = "setup",
            .type = KeyType::word,
            .description = "How much is put on the machine: full installs Python, a notebook and what is said below, "
                           "and carries the code there; bare leaves it as it was made.",
            .when_not_said = "It is set up in full.",
            .example = "full",
            .also = {"install", "software", "provision"},
            .noun = "setup",
            .words = {"full", "bare"},
            .slot = slot<&Spec::setup>,
        },
        {
            .path = "python",
            .description = "The Python environment that the code and the notebook run in. It is the machine's own; the "
                           "system's Python is left alone.",
            .when_not_said = "It has what a notebook needs, and nothing else.",
            .example = "",
            .also = {"env", "environment", "pip", "conda", "venv"},
        },
        {
            .path = "python.version",
            .type = KeyType::version,
            .description = "Which Python it is made with.",
            .when_not_said = "It is made with the one that the machine has.",
            .example = "3.11",
            .also = {"python", "interpreter"},
            .slot = slot<&Spec::python_version>,
        },
        {
            .path = "python.packages",
            .type = KeyType::texts,
            .description = "What is installed, each as pip writes it: numpy, or torch>=2.",
            .when_not_said = "Nothing more is installed.",
            .example = "[numpy, pandas]",
            .also = {"package", "install", "deps", "dependencies", "libraries"},
            .slot = slot<&Spec::python_packages>,
        },
        {
            .path = "python.requirements",
            .type = KeyType::text,
            .description = "A file of the code that says what is installed: requirements.txt with or without hashes, "
                           "or uv.lock with its pyproject.toml beside it.",
            .when_not_said = "No file is read.",
            .example = "requirements.txt",
            .also = {"file", "requirements_file", "lock", "lockfile"},
            .slot = slot<&Spec::python_requirements>,
        },
        {
            .path = "cuda",
            .type = KeyType::version,
            .description = "Which CUDA torch is made for. What serves the GPU, its driver and the packages together is "
                           "chosen before the machine is made, and a wish that cannot work is refused with what would.",
            .when_not_said = "The one with the newest torch that serves the GPU.",
            .example = "12.8",
            .also = {"cuda_version", "cudatoolkit", "toolkit"},
            .slot = slot<&Spec::cuda>,
        },
        {
            .path = "with",
            .type = KeyType::texts,
            .description =
                "What is installed besides: docker, whose containers get the GPUs; r, with its kernel in the "
                "notebook; r-torch, which is torch for R; tensorflow, in an environment and a kernel of "
                "its own.",
            .when_not_said = "Nothing more is installed.",
            .example = "[docker, r, tensorflow]",
            .also = {"tools", "extras", "addons", "docker", "tensorflow", "r"},
            .noun = "software",
            .words = {extra_software.begin(), extra_software.end()},
            .slot = slot<&Spec::with>,
        },
        {
            .path = "notebook",
            .description = "The notebook server, which only this computer can reach, through SSH.",
            .when_not_said = "It is JupyterLab with a password that is made up.",
            .example = "",
            .also = {"jupyter", "jupyterlab", "lab"},
        },
        {
            .path = "notebook.server",
            .type = KeyType::word,
            .description = "Which server runs.",
            .when_not_said = "It is JupyterLab.",
            .example = "jupyterlab",
            .also = {"type", "kind"},
            .noun = "server",
            .words = {"jupyterlab", "none"},
            .slot = slot<&Spec::notebook_server>,
        },
        {
            .path = "notebook.password_file",
            .type = KeyType::text,
            .description = "A file of this computer that only you can read, with the password in it. The machine gets "
                           "a hash of it.",
            .when_not_said = "A password is made up; `aloft open NAME --password` shows it.",
            .example = "~/.jupyter-password",
            .also = {"password", "secret"},
            .slot = slot<&Spec::notebook_password_file>,
        },
        {
            .path = "code",
            .type = KeyType::text,
            .description =
                "The folder that is carried to ~/work on the machine, relative to this file. What .gitignore "
                "and .aloftignore name stays here. In a work tree it is git that says what .gitignore leaves out; elsewhere "
                "rsync reads it, and reads .aloftignore always, by its own rules: no line that begins with \"!\", and a "
                "pattern with a slash in the middle holds in every folder. none carries nothing.",
            .when_not_said = "It is the folder of this file.",
            .example = ".",
            .also = {"workdir", "folder", "directory", "src", "sync", "files", "working_dir"},
            .slot = slot<&Spec::code>,
        },
        {
            .path = "run",
            .type = KeyType::text,
            .description =
                "A line for the shell that `aloft up` runs in ~/work once all is there. It goes on when the "
                "connection ends, and is run again when it or the code has changed. While it runs, `up` brings "
                "no new code and begins no second one.",
            .when_not_said = "Nothing is run.",
            .example = "python train.py",
            .also = {"command", "cmd", "script", "commands", "job", "train"},
            .slot = slot<&Spec::run>,
        },
        {
            .path = "outputs",
            .type = KeyType::texts,
            .description =
                "Files and folders that the run makes, relative to the code; wildcards are allowed. They are "
                "brought back when it has ended, and never carried the other way.",
            .when_not_said = "Nothing is brought back.",
            .example = "[weights.npz, logs/]",
            .also = {"output", "artifacts", "results", "download"},
            .slot = slot<&Spec::outputs>,
        },
    };
    return keys;
}

}  // namespace

std::string_view Key::name() const { return path.substr(path.rfind('.') + 1); }

std::string_view Key::section() const {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

std::span<const Key> spec_keys() { return table(); }

const Key* find_key(std::string_view path) {
    const auto at = std::ranges::find(table(), path, &Key::path);
    return at == table().end() ? nullptr : &*at;
}

std::vector<const Key*> keys_in(std::string_view section) {
    std::vector<const Key*> keys;
    for (const Key& key : table()) {
        if (key.section() == section) keys.push_back(&key);
    }
    return keys;
}

}  // namespace aloft
