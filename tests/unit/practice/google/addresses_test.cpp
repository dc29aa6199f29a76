#include "desk_bench.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::StartsWith;

const std::string addresses = "projects/my-project/regions/us-central1/addresses";

struct InternalAddresses : ::testing::Test {
    Json reserve(const std::string& name, const Json& more = Json::object()) {
        Json body = {{"name", name}, {"addressType", "INTERNAL"}};
        body.update(more);
        bench.done(bench.post(addresses, body));
        return bench.get(addresses + "/" + name);
    }
    static Json machine_at(const std::string& name, const std::string& address) {
        Json machine = DeskBench::machine(name);
        machine["networkInterfaces"][0]["networkIP"] = address;
        return machine;
    }
    std::string refusal(const Said& said) {
        EXPECT_EQ(said.status, 400) << said.body.dump();
        return said.body.value("/error/message"_json_pointer, "");
    }

    DeskBench bench;
};

TEST_F(InternalAddresses, StayTheirMachinesAndThenTheProjects) {
    const Json kept = reserve("inner");
    EXPECT_EQ(kept["status"], "RESERVED");
    EXPECT_EQ(kept["addressType"], "INTERNAL");
    EXPECT_EQ(kept["purpose"], "GCE_ENDPOINT");
    EXPECT_THAT(kept["subnetwork"].get<std::string>(), ::testing::EndsWith("/subnetworks/default"));
    const std::string number = kept["address"];
    EXPECT_THAT(number, StartsWith("10."));
    bench.done(bench.post(instances_path, machine_at("vm", number)));
    EXPECT_EQ(bench.get(instances_path + "/vm")["networkInterfaces"][0]["networkIP"], number);
    EXPECT_EQ(bench.get(addresses + "/inner")["status"], "IN_USE");
    EXPECT_EQ(bench.call("DELETE", "/compute/v1/" + addresses + "/inner").status, 400);
    bench.done(bench.call("DELETE", "/compute/v1/" + instances_path + "/vm"));
    EXPECT_EQ(bench.get(addresses + "/inner")["status"], "RESERVED");
    bench.done(bench.post(instances_path, DeskBench::machine("other")));
    EXPECT_NE(bench.get(instances_path + "/other")["networkInterfaces"][0]["networkIP"], number);
}

TEST_F(InternalAddresses, AreGivenByTheNameOfTheirReservationToo) {
    const Json kept = reserve("inner");
    bench.done(bench.post(instances_path, machine_at("vm", "regions/us-central1/addresses/inner")));
    EXPECT_EQ(bench.get(instances_path + "/vm")["networkInterfaces"][0]["networkIP"], kept["address"]);
}

TEST_F(InternalAddresses, OfARunningMachineCanBeReserved) {
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    const Json number = bench.get(instances_path + "/vm")["networkInterfaces"][0]["networkIP"];
    const Json kept = reserve("inner", {{"address", number}});
    EXPECT_EQ(kept["status"], "IN_USE");
    EXPECT_THAT(refusal(bench.post(addresses, {{"name", "again"}, {"addressType", "INTERNAL"}, {"address", number}})),
                ::testing::HasSubstr("Specified IP address is already reserved."));
}

TEST_F(InternalAddresses, CostNothingAndAreNoneFromOutside) {
    const Json kept = reserve("inner");
    for (const Reading& reading : bench.records->readings())
        EXPECT_TRUE(!reading.thing.ends_with("/inner") || reading.rates.empty());
    Json machine = DeskBench::machine("vm");
    machine["networkInterfaces"][0]["accessConfigs"][0]["natIP"] = kept["address"];
    EXPECT_THAT(refusal(bench.post(instances_path, machine)), ::testing::HasSubstr("was not found in region"));
    EXPECT_THAT(
        refusal(bench.post(addresses, {{"name", "far"}, {"addressType", "INTERNAL"}, {"address", "192.0.2.9"}})),
        ::testing::HasSubstr("outside the subnetwork CIDR range"));
    EXPECT_THAT(
        refusal(bench.post(addresses, {{"name", "out"}, {"subnetwork", "regions/us-central1/subnetworks/default"}})),
        ::testing::HasSubstr("Subnetwork can only be specified for internal addresses."));
}

}  // namespace
}  // namespace aloft::practice::google
