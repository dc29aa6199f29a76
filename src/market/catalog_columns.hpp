#pragma once
#include <string_view>

/// The tables of a catalog's text: the line that begins each.
namespace aloft::market {

constexpr std::string_view gpu_columns =
    "gpu,maker,generation,memory_mib,compute_capability,tflops_fp32,tflops_fp16,aliases,retired,instead";
constexpr std::string_view type_columns = "cloud,type,cpus,memory_mib,local_disk_gb,architecture,gpu,gpus,attached";
constexpr std::string_view region_columns =
    "cloud,region,title,endpoint,disk_gb_month,snapshot_gb_month,address_hour,idle_address_hour,egress_gb";
constexpr std::string_view offering_columns = "cloud,type,gpu,gpus,region,zones,on_demand,on_demand_day,spot,spot_day";
constexpr std::string_view attached_columns = "cloud,attached_gpu,region,zones,on_demand,on_demand_day,spot,spot_day";
constexpr std::string_view source_columns = "cloud,what,origin,day";

}  // namespace aloft::market
