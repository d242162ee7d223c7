// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
@media (prefers-color-scheme: dark) {
  .roofline { color: #e8e8e8; }
  .roofline .roof { stroke: #6cb0ff; }
  .roofline .point { fill: #ff8fa0; stroke: #1a1a1a; }
}
</style>
)";

}  // namespace

void write_roofline_svg(const ReportInput& input, std::ostream& out) {
    const isa::HardwareConfig& config = input.collector.config();
    const LaunchCounters& total = input.collector.counters().total();
    const double peak =
        static_cast<double>(config.batch()) * config.block_in() * config.block_out();
    const double bus =
        static_cast<double>(config.bus_bytes()) / config.parameters().memory_cycles_per_beat;
    const double ridge = peak / bus;
    double intensity = 0;
    double achieved = 0;
    for (const RatioInfo& ratio : ratio_table()) {
        if (ratio.name == "arithmetic_intensity") intensity = ratio.value(total, config);
        if (ratio.name == "macs_per_cycle") achieved = ratio.value(total, config);
    }
    const bool point = intensity > 0 && achieved > 0;
    Axes axes;
    axes.low_x = std::floor(std::log10(std::min(point ? intensity : ridge, ridge / 100)));
    axes.high_x = std::ceil(std::log10(std::max(point ? intensity : ridge, ridge * 10)));
    axes.high_y = std::ceil(std::log10(peak * 1.5));
    axes.low_y =
        std::floor(std::log10(std::min(point ? achieved : peak, bus * std::pow(10.0, axes.low_x))));
    out << kHead;
    write_grid(axes, out);
    out << fmt::format(
        "<polyline class=\"roof\" points=\"{:.1f},{:.1f} {:.1f},{:.1f} "
        "{:.1f},{:.1f}\"/>\n",
        axes.x(std::pow(10.0, axes.low_x)),
        axes.y(bus * std::pow(10.0, axes.low_x)),
        axes.x(ridge),
        axes.y(peak),
        kLeft + kWidth,
        axes.y(peak));
    out << fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">peak {:g} "
        "MAC/cycle</text>\n",
        kLeft + kWidth - 6,
        axes.y(peak) - 8,
        peak);
    out << fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">read bus {:g} "
        "byte/cycle, ridge {:g} MAC/byte</text>\n",
        kLeft + kWidth / 2,
        kTop + kHeight - 10,
        bus,
        ridge);
    if (point)
        out << fmt::format(
            "<circle class=\"point\" cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"6\"><title>{2}: {3:.4g} "
            "MAC/byte, {4:.4g} MAC/cycle</title></circle>\n<text x=\"{0:.1f}\" y=\"{5:.1f}\" "
            "text-anchor=\"middle\">{2}</text>\n",
            axes.x(intensity),
            axes.y(achieved),
            xml_escaped(input.run.program),
            intensity,
            achieved,
            axes.y(achieved) + 22);
    out << fmt::format(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">multiply-accumulates a "
        "byte of DRAM traffic</text>\n",
        kLeft + kWidth / 2,
        kTop + kHeight + 40);
    out << fmt::format(
        "<text x=\"{}\" y=\"{}\">multiply-accumulates a cycle, {}{}</text>\n</svg>\n",
        kLeft - 40,
        kTop - 18,
        xml_escaped(config.name()),
        point ? "" : " (no multiplications in this run)");
}

}  // namespace vta::sim
