// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/config_set.h"
#include "sim/outcome.h"
#include "sim/session.h"
#include "sim/vector.h"

namespace vta::sim {

/// Replays vectors in one model, one after the other. A machine is built when the configuration
/// changes and powered up anew for every vector.
class VectorReplayer {
  public:
    /// `config_name` overrides what vectors say; empty: the vector's own, else the file's stem.
    VectorReplayer(SessionOptions options, ConfigSet configs, std::string config_name);

    /// Throws ConfigError for a configuration that is not known. What goes wrong in the program
    /// (stuck, undecodable) is a failure of the vector.
    Outcome replay(const Vector& vector);
    /// Asked now and then; true ends a replay as a failure.
    void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }

  private:
    void run(const Vector& vector, Outcome& outcome);
    void prepare(const std::string& name, const std::string& where);

    SessionOptions options_;
    ConfigSet configs_;
    std::string config_name_;
    std::function<bool()> stop_;
    std::string session_config_;
    const isa::HardwareConfig* config_ = nullptr;
    std::unique_ptr<isa::Codec> codec_;
    std::unique_ptr<Session> session_;
};

/// The program of the first launch, with room in DRAM for everything that a vector whose data
/// nobody checks may reach.
isa::Program first_program(const isa::HardwareConfig& config, const Vector& vector);

/// Name of the configuration that a vector was made for.
std::string config_name_of(const Vector& vector);

}  // namespace vta::sim
