// SPDX-License-Identifier: Apache-2.0
#include "sim/network_execution.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <set>

#include "base/error.h"
#include "sim/interrupt.h"
#include "sim/network_device.h"
#include "sim/progress.h"
#include "sim/report_device.h"
#include "workloads/reference_interpreter.h"

namespace vta::sim {

namespace {

using workloads::StepInfo;
using workloads::StepResult;
using workloads::TensorValue;

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Where two values differ first; empty: nowhere.
std::string difference_of(const TensorValue& got, const TensorValue& want) {
    if (got.type != want.type || got.shape != want.shape)
        return fmt::format("got {} {}, want {} {}",
                           workloads::to_string(got.type),
                           workloads::to_string(got.shape),
                           workloads::to_string(want.type),
                           workloads::to_string(want.shape));
    if (got.bytes == want.bytes) return "";
    std::int64_t different = 0;
    std::int64_t first = -1;
    const std::size_t size = byte_size(got.type);
    for (std::int64_t i = 0; i < got.count(); ++i) {
        const std::size_t at = static_cast<std::size_t>(i) * size;
        if (std::equal(got.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                       got.bytes.begin() + static_cast<std::ptrdiff_t>(at + size),
                       want.bytes.begin() + static_cast<std::ptrdiff_t>(at)))
            continue;
        if (first < 0) first = i;
        ++different;
    }
    return fmt::format(
        "{} of {} elements of {} differ, the first is element {}: got {:g}, want {:g}",
        different,
        got.count(),
        workloads::to_string(got.shape),
        first,
        got.as_double(first),
        want.as_double(first));
}

/// Values of the reference for one sample, by node.
class Reference {
  public:
    explicit Reference(const workloads::Network& network)
        : graph_(network.graph()), interpreter_(graph_), steps_(network.steps()) {
        for (const StepInfo& step : steps_) wanted_.insert(step.name);
    }

    void run(const NetworkSample& sample) {
        values_.assign(graph_.nodes.size(), TensorValue());
        outputs_ = interpreter_.run(
            sample.inputs, [this](const workloads::Node& node, const TensorValue& value) {
                if (wanted_.count(node.name) == 0) return;
                values_[static_cast<std::size_t>(&node - graph_.nodes.data())] = value;
            });
    }
    /// Empty if the step's value is the reference's.
    std::string check(const StepResult& result) const {
        const StepInfo& step = steps_[result.step];
        const std::string problem =
            difference_of(*result.output, values_[node_of_step(graph_, step, *result.output)]);
        if (problem.empty()) return "";
        return fmt::format(
            "node {} ({} on {}): {}", step.name, step.operators, to_string(step.unit), problem);
    }
    std::string check(const std::vector<TensorValue>& outputs) const {
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const std::string problem = difference_of(outputs[i], outputs_[i]);
            if (!problem.empty()) return fmt::format("output {}: {}", i, problem);
        }
        return "";
    }

  private:
    const workloads::Graph& graph_;
    workloads::ReferenceInterpreter interpreter_;
    const std::vector<StepInfo>& steps_;
    std::set<std::string> wanted_;
    std::vector<TensorValue> values_;  // by node
    std::vector<TensorValue> outputs_;
};

/// The executions of one call.
class Execution {
  public:
    Execution(const workloads::Network& network,
              const isa::HardwareConfig& config,
              const SessionOptions& session,
              const ExecutionOptions& options)
        : network_(network),
          options_(options),
          device_(make_network_device(config, session, [this] { return must_stop(); })),
          executor_(network, *device_) {
        if (options.verify) reference_.emplace(network);
        run_.steps.resize(network.steps().size());
    }

    NetworkRun run(const std::vector<NetworkSample>& samples) {
        Progress progress;
        begin_ = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < samples.size() && run_.difference.empty(); ++i) {
            if (must_stop()) break;
            if (reference_) reference_->run(samples[i]);
            progress.update([&] {
                return fmt::format("{} of {} inputs, {:.2f} a second",
                                   i,
                                   samples.size(),
                                   static_cast<double>(i) / progress.seconds());
            });
            try {
                execute(samples[i], i == 0);
            } catch (const LimitError&) {
                if (run_.stopped_by.empty()) throw;
            }
        }
        return std::move(run_);
    }

  private:
    bool must_stop() {
        if (interrupted()) run_.stopped_by = "control-C";
        if (options_.timeout_seconds > 0 && seconds_since(begin_) >= options_.timeout_seconds)
            run_.stopped_by = fmt::format("the timeout of {:g} s", options_.timeout_seconds);
        return !run_.stopped_by.empty();
    }

    void execute(const NetworkSample& sample, bool first) {
        std::uint64_t cycles = 0;
        const bool observe = reference_ || (first && options_.first_values);
        const auto begin = std::chrono::steady_clock::now();
        auto outputs = executor_.run(
            sample.inputs,
            [&](const StepResult& result) {
                cycles += result.cycles;
                if (first)
                    run_.steps[result.step] = {
                        result.cycles, result.bytes_read, result.bytes_written};
                if (result.output != nullptr) see(result, first);
            },
            observe);
        run_.seconds += seconds_since(begin);
        if (reference_ && run_.difference.empty()) {
            run_.difference = reference_->check(outputs);
            if (!run_.difference.empty())
                run_.difference = sample.names.front() + ": " + run_.difference;
        }
        if (auto* observed = dynamic_cast<WatchedDevice*>(device_.get()))
            observed->stop_observing();
        run_.cycles += cycles;
        if (first) run_.cycles_first = cycles;
        if (!options_.keep_outputs) outputs.clear();
        run_.outputs.push_back(std::move(outputs));
    }

    void see(const StepResult& result, bool first) {
        if (first && options_.first_values)
            options_.first_values(
                node_of_step(network_.graph(), network_.steps()[result.step], *result.output),
                *result.output);
        if (!reference_ || !run_.difference.empty()) return;
        run_.difference = reference_->check(result);
        ++run_.values_compared;
    }

    const workloads::Network& network_;
    const ExecutionOptions& options_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    NetworkRun run_;
    std::unique_ptr<runtime::Device> device_;
    workloads::NetworkExecutor executor_;
    std::optional<Reference> reference_;
};

}  // namespace

std::size_t node_of_step(const workloads::Graph& graph,
                         const StepInfo& step,
                         const TensorValue& value) {
    const std::size_t plus = step.operators.rfind('+');
    const std::string last =
        plus == std::string::npos ? step.operators : step.operators.substr(plus + 1);
    std::optional<std::size_t> best;
    int best_score = -1;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (graph.nodes[i].name != step.name) continue;
        const workloads::Tensor& output = graph.output_of(graph.nodes[i]);
        const int score = (output.type == value.type && output.shape == value.shape ? 2 : 0) +
                          (workloads::name_of(graph.nodes[i].op) == last ? 1 : 0);
        if (score <= best_score) continue;
        best = i;
        best_score = score;
    }
    VTA_CHECK(best.has_value(), "step " + step.name + " belongs to no node of the graph");
    return *best;
}

NetworkRun execute_network(const workloads::Network& network,
                           const isa::HardwareConfig& config,
                           const SessionOptions& session,
                           const std::vector<NetworkSample>& samples,
                           const ExecutionOptions& options) {
    const InterruptGuard guard;
    Execution execution(network, config, session, options);
    return execution.run(samples);
}

}  // namespace vta::sim
