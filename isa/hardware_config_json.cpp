// SPDX-License-Identifier: Apache-2.0
#include "isa/hardware_config_json.h"

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "isa/config_keys.h"
#include "isa/json_text.h"

namespace vta::isa {
namespace {

/// Reads one object into HardwareParameters.
class ParametersReader {
  public:
    explicit ParametersReader(const JsonReader& object) : object_(object) {}

    HardwareParameters read(const std::string& name) {
        p_.name = name;
        read_texts();
        read_log_exponent("LOG_BATCH", {"batch"});
        read_log_exponent("LOG_BLOCK", {"block_in", "block_out"});
        read_log_exponent("LOG_INP_WIDTH", {"inp_bits"});
        read_log_exponent("LOG_WGT_WIDTH", {"wgt_bits"});
        read_log_exponent("LOG_ACC_WIDTH", {"acc_bits"});
        if (!object_.optional("out_bits")) p_.out_bits = p_.inp_bits;  // as the original derives it
        read_uop_buffer();
        const std::uint64_t batch = p_.batch;
        const std::uint64_t in = p_.block_in;
        const std::uint64_t out = p_.block_out;
        read_log_buffer("LOG_INP_BUFF_SIZE", "inp_depth", batch * in * p_.inp_bits / 8);
        read_log_buffer("LOG_WGT_BUFF_SIZE", "wgt_depth", in * out * p_.wgt_bits / 8);
        read_log_buffer("LOG_ACC_BUFF_SIZE", "acc_depth", batch * out * p_.acc_bits / 8);
        return p_;
    }

  private:
    std::uint32_t& parameter(const std::string& key) {
        for (const IntegerParameter& parameter : integer_parameters())
            if (key == parameter.key) return p_.*parameter.member;
        throw InternalError("no parameter " + key);
    }

    void read_texts() {
        if (const auto text = object_.optional("name")) p_.name = text->as_string();
        read_twin("target", "TARGET", p_.target);
        read_twin("hw_version", "HW_VER", p_.hw_version);
        if (const auto value = object_.optional("clock_mhz")) p_.clock_mhz = value->as_double();
        if (const auto value = object_.optional("memory_latency_per"))
            p_.memory_latency_per = value->as_choice({"busy_period", "request"}) == "request"
                                        ? MemoryLatencyPer::kRequest
                                        : MemoryLatencyPer::kBusyPeriod;
        for (const IntegerParameter& parameter : integer_parameters())
            if (const auto value = object_.optional(parameter.key))
                p_.*parameter.member =
                    static_cast<std::uint32_t>(value->as_unsigned(0, 0xffffffffu));
    }

    void read_twin(const char* ours, const char* original, std::string& text) {
        const auto a = object_.optional(ours);
        const auto b = object_.optional(original);
        if (a) text = a->as_string();
        if (!b) return;
        if (a && b->as_string() != text) b->fail("\"" + text + "\" as in " + ours);
        text = b->as_string();
    }

    std::optional<std::uint32_t> exponent(const char* key) {
        const auto value = object_.optional(key);
        if (!value) return std::nullopt;
        return static_cast<std::uint32_t>(value->as_unsigned(0, 31));
    }

    /// Sets `key` to `value`, which `log_key` asks for; both may be there if they agree.
    void set_from_log(const char* log_key, const char* key, std::uint32_t value) {
        if (object_.optional(key) && parameter(key) != value)
            object_.required(log_key).fail("what agrees with " + std::string(key) + " = " +
                                           std::to_string(parameter(key)) + " (it makes " + key +
                                           " " + std::to_string(value) +
                                           "); remove one of the two keys");
        parameter(key) = value;
    }

    void read_log_exponent(const char* log_key, const std::vector<const char*>& keys) {
        if (const auto exponent_value = exponent(log_key))
            for (const char* key : keys) set_from_log(log_key, key, 1u << *exponent_value);
    }

    void read_log_buffer(const char* log_key, const char* key, std::uint64_t elem_bytes) {
        const auto log2_bytes = exponent(log_key);
        if (!log2_bytes) return;
        const std::uint64_t bytes = std::uint64_t{1} << *log2_bytes;
        if (elem_bytes > bytes)
            object_.required(log_key).fail("a buffer of at least one tensor of " +
                                           std::to_string(elem_bytes) + " bytes; raise it");
        // A tensor of no bytes means a scalar or block of 0, which HardwareConfig refuses by name.
        if (elem_bytes != 0)
            set_from_log(log_key, key, static_cast<std::uint32_t>(bytes / elem_bytes));
    }

    void read_uop_buffer() {
        const auto log2_bytes = exponent("LOG_UOP_BUFF_SIZE");
        if (log2_bytes) {
            if (*log2_bytes < 3)
                object_.required("LOG_UOP_BUFF_SIZE").fail("3 to 15: at least two micro-ops");
            set_from_log("LOG_UOP_BUFF_SIZE", "uop_index_bits", *log2_bytes - 2);
        }
        const bool index_given = log2_bytes || object_.optional("uop_index_bits");
        if (index_given && !object_.optional("uop_depth") && p_.uop_index_bits < 32)
            p_.uop_depth = 1u << p_.uop_index_bits;
    }

    const JsonReader& object_;
    HardwareParameters p_;
};

bool is_known_key(const std::string& key) {
    for (const ConfigKey& known : config_keys())
        if (known.key == key) return true;
    return false;
}

ConfigProvenance read_provenance(const JsonReader& object) {
    ConfigProvenance result;
    if (const auto sources = object.optional("sources"))
        for (const auto& [key, text] : sources->members()) {
            if (!is_known_key(key)) text.fail("a configuration key as its name");
            result.sources[key] = text.as_string();
        }
    if (const auto assumed = object.optional("assumed"))
        for (const JsonReader& key : assumed->elements()) {
            if (!is_known_key(key.as_string())) key.fail("a configuration key");
            result.assumed.push_back(key.as_string());
        }
    return result;
}

}  // namespace

HardwareConfig config_from_json(const JsonReader& object, const std::string& name) {
    if (!object.is_object()) object.fail("an object with configuration keys");
    const HardwareParameters parameters = ParametersReader(object).read(name);
    read_provenance(object);
    object.refuse_unknown_keys();
    return HardwareConfig(parameters, object.where());
}

HardwareConfig load_config(const std::string& path) {
    return config_from_json(JsonReader::parse_file(path),
                            std::filesystem::path(path).stem().string());
}

std::map<std::string, HardwareConfig> load_configs(const std::string& path) {
    std::map<std::string, HardwareConfig> configs;
    const JsonReader file = JsonReader::parse_file(path);
    if (!file.is_object()) file.fail("an object of configurations by name");
    for (const auto& [name, object] : file.members())
        configs.emplace(name, config_from_json(object, name));
    return configs;
}

ConfigProvenance load_provenance(const std::string& path) {
    const JsonReader file = JsonReader::parse_file(path);
    if (!file.is_object()) file.fail("an object with configuration keys");
    return read_provenance(file);
}

std::string to_json(const HardwareConfig& config) {
    const HardwareParameters& p = config.parameters();
    std::string text = "{\n";
    const auto add = [&text](const std::string& key, const std::string& value) {
        text += " " + json_quoted(key) + ": " + value + ",\n";
    };
    add("name", json_quoted(p.name));
    add("target", json_quoted(p.target));
    add("hw_version", json_quoted(p.hw_version));
    add("clock_mhz", json_number(p.clock_mhz));
    for (const IntegerParameter& parameter : integer_parameters())
        add(parameter.key, std::to_string(p.*parameter.member));
    return text + " \"memory_latency_per\": " + json_quoted(to_string(p.memory_latency_per)) +
           "\n}\n";
}

}  // namespace vta::isa
