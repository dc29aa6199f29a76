// A true virtual machine whose cloud-init asks the practice cloud's metadata server by its own source for Google: the one
// judge of that server that is not ours and that containers cannot have. Emulated, this takes a minute or two.
#include <gmock/gmock.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "clouds/local/places.hpp"
#include "clouds/local/vm_base.hpp"
#include "clouds/local/vm_computer.hpp"
#include "fakes/fake_metadata.hpp"
#include "fakes/fake_system.hpp"
#include "practice/machines/metadata_doors.hpp"
#include "serve/asio_loop.hpp"
#include "serve/server.hpp"
#include "source_folder.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// At Google its name server says where the metadata server is.
constexpr std::string_view words_of_the_network =
    "{datasource: {GCE: {metadata_url: 'http://169.254.169.254/computeMetadata/v1/'}}, "
    "bootcmd: ['echo 169.254.169.254 metadata.google.internal >> /etc/hosts']}";

/// A metadata server for machine 7 at a socket.
class MetadataAt {
public:
    explicit MetadataAt(const fs::path& socket) {
        thread_ = std::jthread([this] { loop_.run(); });
        on_loop([&] {
            server_ = std::make_unique<serve::Server>(loop_);
            doors_ = std::make_unique<MetadataDoors>(source, loop_, *server_);
            const auto opened = doors_->open("7", socket);
            EXPECT_TRUE(opened) << describe(opened.error());
        });
    }
    MetadataAt(const MetadataAt&) = delete;
    MetadataAt& operator=(const MetadataAt&) = delete;
    ~MetadataAt() {
        on_loop([&] {
            doors_.reset();
            server_.reset();
        });
        loop_.stop();
    }

    fakes::FakeMetadata source;

private:
    template <class Task>
    void on_loop(Task task) {
        std::promise<void> done;
        loop_.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

    serve::AsioLoop loop_;
    std::unique_ptr<serve::Server> server_;
    std::unique_ptr<MetadataDoors> doors_;
    std::jthread thread_;
};

class GceSource : public testing::Test {
protected:
    void SetUp() override {
        const std::string emulator(local::this_processor().emulator);
        if (!processes_.find_program(emulator)) GTEST_SKIP() << emulator << " is not installed";
        if (const char* cache = std::getenv("ALOFT_TEST_CACHE")) home_.cache = cache;
        local::VmBase base(home_, processes_);
        const auto recipe = base.recipe();
        if (!recipe) GTEST_SKIP() << describe(recipe.error());
        Resource wished;
        wished.ref = {std::string(local::provider), ResourceKind::image, recipe->name(), std::string(local::vm_place)};
        const auto made = base.ensure(wished, [](std::string_view) {});
        ASSERT_TRUE(made) << describe(made.error());
        base_ = *seen(*made, "folder");
    }

    /// Runs it until it has switched itself off. What is written on its disk is thrown away.
    Finished run(const fs::path& socket, const fs::path& console) {
        const local::Processor& processor = local::this_processor();
        const bool by_itself = local::virtualisation({}).usable;
        const std::string to_socket = (tests::source_folder() / "tests/machines/to_socket.py").string();
        Command command;
        command.argv = {std::string(processor.emulator), "-nodefaults", "-no-user-config", "-no-reboot"};
        const auto add = [&](std::initializer_list<std::string> words) {
            command.argv.insert(command.argv.end(), words);
        };
        add({"-display", "none", "-machine", std::string(processor.machine_type)});
        if (by_itself) add({"-accel", "kvm"});
        add({"-accel", "tcg,thread=multi,tb-size=128", "-cpu", "max", "-smp", "2", "-m", "1024M"});
        add({"-smbios", "type=1,manufacturer=Google,product=Google Compute Engine"});
        add({"-kernel", (base_ / "kernel").string(), "-initrd", (base_ / "initrd").string()});
        add({"-append", "root=LABEL=aloft-root rw quiet console=" + std::string(processor.console) +
                            " ip=enp0s16:dhcp ci.ds=GCE cc: " + std::string(words_of_the_network) + " end_cc"});
        add({"-drive", "if=virtio,format=raw,snapshot=on,file=" + (base_ / "disk").string()});
        add({"-netdev",
             "user,id=world,net=169.254.169.0/24,host=169.254.169.2,dns=169.254.169.3,"
             "dhcpstart=169.254.169.15,guestfwd=tcp:169.254.169.254:80-cmd:" +
                 to_socket + " " + socket.string()});
        add({"-device", "virtio-net-pci,netdev=world,addr=0x10", "-device", "virtio-rng-pci"});
        add({"-chardev", "file,id=console,path=" + console.string(), "-serial", "chardev:console"});
        command.timeout = std::chrono::minutes(10);
        return processes_.run(command).value();
    }

    PosixProcesses processes_;
    fakes::TemporaryHome folder_;
    Home home_ = folder_.home();
    fs::path base_;
};

TEST_F(GceSource, OfCloudInitIsContentWithOurMetadata) {
    fs::create_directories(home_.data);
    const fs::path socket = home_.data / "metadata";
    const fs::path console = home_.data / "console";
    MetadataAt metadata(socket);
    auto& instance = metadata.source.machine["instance"];
    instance["hostname"] = "vm.us-central1-a.c.p.internal";
    instance["attributes"]["enable-guest-attributes"] = "TRUE";
    instance["attributes"]["user-data"] =
        "#cloud-config\n"
        "runcmd:\n"
        "- cloud-init query --format '{{v1.platform}} {{v1.local_hostname}} {{v1.instance_id}}' > /dev/console\n"
        "- poweroff\n";
    const Finished ended = run(socket, console);
    const std::string said = read_file(console).value_or("");
    EXPECT_EQ(ended.exit_code, 0) << ended.error_output;
    EXPECT_THAT(said, HasSubstr("gce vm 7"));
    const auto& attributes = instance["guestAttributes"];
    EXPECT_TRUE(attributes.contains("hostkeys") && attributes["hostkeys"].contains("ssh-ed25519")) << attributes.dump();
}

}  // namespace
}  // namespace aloft::practice
