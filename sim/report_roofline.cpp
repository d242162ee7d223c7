// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sim/report_writer.h"
#include "sim/report_xml.h"

namespace vta::sim {

namespace {

constexpr double kLeft = 70;
constexpr double kTop = 40;
constexpr double kWidth = 500;
constexpr double kHeight = 300;

/// Both axes are logarithmic.
struct Axes {
    double low_x = 0;  ///< powers of ten
    double high_x = 0;
    double low_y = 0;
    double high_y = 0;

    double x(double value) const {
        return kLeft + kWidth * (std::log10(value) - low_x) / (high_x - low_x);
    }
    double y(double value) const {
        return kTop + kHeight * (1 - (std::log10(value) - low_y) / (high_y - low_y));
    }
};

std::string power_text(int power) {
    return power >= 0 && power < 6 ? fmt::format("{:.0f}", std::pow(10.0, power))
                                   : fmt::format("{:g}", std::pow(10.0, power));
}

void write_grid(const Axes& axes, std::ostream& out) {
    for (int power = static_cast<int>(axes.low_x); power <= axes.high_x; ++power) {
        const double x = axes.x(std::pow(10.0, power));
        out << fmt::format(
            "<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" "
            "y2=\"{2}\"/><text x=\"{0:.1f}\" y=\"{3}\" "
            "text-anchor=\"middle\">{4}</text>\n",
            x,
            kTop,
            kTop + kHeight,
            kTop + kHeight + 18,
            power_text(power));
    }
    for (int power = static_cast<int>(axes.low_y); power <= axes.high_y; ++power) {
        const double y = axes.y(std::pow(10.0, power));
        out << fmt::format(
            "<line class=\"grid\" x1=\"{0}\" y1=\"{1:.1f}\" x2=\"{2}\" "
            "y2=\"{1:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
            "text-anchor=\"end\">{5}</text>\n",
            kLeft,
            y,
            kLeft + kWidth,
            kLeft - 8,
            y + 4,
            power_text(power));
    }
}

constexpr const char* kHead =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 410" role="img" class="roofline">
<title>Roofline: multiply-accumulates a cycle over multiply-accumulates a byte</title>
<style>
.roofline { color: #1a1a1a; font: 12px sans-serif; max-width: 600px; }
.roofline text { fill: currentColor; }
.roofline .grid { stroke: currentColor; stroke-opacity: 0.15; }
.roofline .roof { fill: none; stroke: #0b62c4; stroke-width: 2.5; }
.roofline .point { fill: #d1495b; stroke: #ffffff; }
.roofline .layer { fill: #1b8a4b; fill-opacity: 0.55; stroke: #ffffff; stroke-width: 0.7; }
@media (prefers-color-scheme: dark) {
  .roofline { color: #e8e8e8; }
  .roofline .roof { stroke: #6cb0ff; }
  .roofline .point { fill: #ff8fa0; stroke: #1a1a1a; }
  .roofline .layer { fill: #6ddc9a; stroke: #1a1a1a; }
}
</style>
)";

double ratio_of(const std::string& name,
                const LaunchCounters& counters,
                const isa::HardwareConfig& config) {
    for (const RatioInfo& ratio : ratio_table())
        if (ratio.name == name) return ratio.value(counters, config);
    return 0;
}

/// The run, or a layer.
struct Point {
    Point(std::string what, const LaunchCounters& counters, const isa::HardwareConfig& config)
        : name(std::move(what)),
          intensity(ratio_of("arithmetic_intensity", counters, config)),
          achieved(ratio_of("macs_per_cycle", counters, config)),
          cycles(counters.cycles) {}
    bool drawn() const { return intensity > 0 && achieved > 0; }

    std::string name;
    double intensity = 0;
    double achieved = 0;
    std::uint64_t cycles = 0;
};

struct Machine {
    explicit Machine(const isa::HardwareConfig& config)
        : peak(static_cast<double>(config.batch()) * config.block_in() * config.block_out()),
          bus(static_cast<double>(config.bus_bytes()) /
              config.parameters().memory_cycles_per_beat) {}
    double ridge() const { return peak / bus; }

    double peak = 0;  ///< multiply-accumulates a cycle
    double bus = 0;   ///< bytes a cycle
};

Axes axes_for(const Machine& machine, const Point& run, const std::vector<Point>& layers) {
    double least_x = machine.ridge() / 100;
    double most_x = machine.ridge() * 10;
    double least_y = machine.peak;
    const auto include = [&](const Point& point) {
        if (!point.drawn()) return;
        least_x = std::min(least_x, point.intensity);
        most_x = std::max(most_x, point.intensity);
        least_y = std::min(least_y, point.achieved);
    };
    include(run);
    for (const Point& layer : layers) include(layer);
    Axes axes;
    axes.low_x = std::floor(std::log10(least_x));
    axes.high_x = std::ceil(std::log10(most_x));
    axes.high_y = std::ceil(std::log10(machine.peak * 1.5));
    axes.low_y =
        std::floor(std::log10(std::min(least_y, machine.bus * std::pow(10.0, axes.low_x))));
    return axes;
}

void write_roof(const Axes& axes, const Machine& machine, std::ostream& out) {
    out << fmt::format(
        "<polyline class=\"roof\" points=\"{:.1f},{:.1f} {:.1f},{:.1f} "
        "{:.1f},{:.1f}\"/>\n",
        axes.x(std::pow(10.0, axes.low_x)),
        axes.y(machine.bus * std::pow(10.0, axes.low_x)),
        axes.x(machine.ridge()),
        axes.y(machine.peak),
        kLeft + kWidth,
        axes.y(machine.peak));
    out << fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">peak {:g} "
        "MAC/cycle</text>\n",
        kLeft + kWidth - 6,
        axes.y(machine.peak) - 8,
        machine.peak);
    out << fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">read bus {:g} "
        "byte/cycle, ridge {:g} MAC/byte</text>\n",
        kLeft + kWidth / 2,
        kTop + kHeight - 10,
        machine.bus,
        machine.ridge());
}

// The area grows with the share of the run's cycles; small ones come last, above the large ones.
void write_layers(const Axes& axes,
                  std::vector<Point> layers,
                  std::uint64_t cycles,
                  std::ostream& out) {
    std::stable_sort(layers.begin(), layers.end(), [](const Point& a, const Point& b) {
        return a.cycles > b.cycles;
    });
    for (const Point& layer : layers) {
        if (!layer.drawn()) continue;
        const double share = static_cast<double>(layer.cycles) / static_cast<double>(cycles);
        out << fmt::format(
            "<circle class=\"layer\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}: {:.4g} "
            "MAC/byte, {:.4g} MAC/cycle, {} cycles ({:.2f} %)</title></circle>\n",
            axes.x(layer.intensity),
            axes.y(layer.achieved),
            3 + 12 * std::sqrt(share),
            xml_escaped(layer.name),
            layer.intensity,
            layer.achieved,
            layer.cycles,
            100 * share);
    }
}

void write_run(const Axes& axes, const Point& run, std::ostream& out) {
    if (!run.drawn()) return;
    out << fmt::format(
        "<circle class=\"point\" cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"6\"><title>{2}: {3:.4g} "
        "MAC/byte, {4:.4g} MAC/cycle</title></circle>\n<text x=\"{0:.1f}\" y=\"{5:.1f}\" "
        "text-anchor=\"middle\">{2}</text>\n",
        axes.x(run.intensity),
        axes.y(run.achieved),
        xml_escaped(run.name),
        run.intensity,
        run.achieved,
        axes.y(run.achieved) + 22);
}

void write_captions(const std::string& what, std::ostream& out) {
    out << fmt::format(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">multiply-accumulates a "
        "byte of DRAM traffic</text>\n",
        kLeft + kWidth / 2,
        kTop + kHeight + 40);
    out << fmt::format("<text x=\"{}\" y=\"{}\">multiply-accumulates a cycle, {}</text>\n</svg>\n",
                       kLeft - 40,
                       kTop - 18,
                       xml_escaped(what));
}

}  // namespace

void write_roofline_svg(const ReportInput& input, std::ostream& out) {
    const ReportCollector& collector = input.collector;
    const isa::HardwareConfig& config = collector.config();
    const LaunchCounters& total = collector.counters().total();
    const Machine machine(config);
    const Point run(input.run.program, total, config);
    std::vector<Point> layers;
    for (const ReportLayer& layer : collector.layers())
        if (layer.launch)
            layers.emplace_back(layer.key, collector.launches()[*layer.launch].counters, config);
    const auto without = std::count_if(
        layers.begin(), layers.end(), [](const Point& layer) { return !layer.drawn(); });
    const Axes axes = axes_for(machine, run, layers);
    out << kHead;
    write_grid(axes, out);
    write_roof(axes, machine, out);
    write_layers(axes, layers, total.cycles, out);
    write_run(axes, run, out);
    std::string what = config.name();
    if (!run.drawn())
        what += " (no multiplications in this run)";
    else if (!layers.empty())
        what += fmt::format(", {} layers", layers.size());
    if (run.drawn() && without > 0) what += fmt::format(" ({} without multiplications)", without);
    write_captions(what, out);
}

}  // namespace vta::sim
