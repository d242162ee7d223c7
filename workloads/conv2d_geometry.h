// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "isa/hardware_config.h"
#include "workloads/conv2d_schedule.h"
#include "workloads/conv2d_shape.h"
#include "workloads/packed_layout.h"

namespace vta::workloads {

/// Part of one input image that an output tile needs, as a LOAD sees it.
struct InputWindow {
    std::uint32_t rows = 0;  ///< in the scratchpad, padding included
    std::uint32_t columns = 0;
    std::uint32_t first_row = 0;  ///< inside the image
    std::uint32_t first_column = 0;
    std::uint32_t pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;

    std::uint32_t rows_inside() const { return rows - pad_top - pad_bottom; }
    std::uint32_t columns_inside() const { return columns - pad_left - pad_right; }
};

/// What follows from shape, configuration and schedule. Everything counts tensors.
struct Conv2dGeometry {
    Conv2dGeometry(const isa::HardwareConfig& config,
                   const Conv2dShape& shape_in,
                   const Conv2dSchedule& schedule_in)
        : shape(shape_in),
          schedule(schedule_in),
          batch_blocks(blocks_of(shape.batch, config.batch())),
          in_blocks(blocks_of(shape.in_channels, config.block_in())),
          out_blocks(blocks_of(shape.out_channels, config.block_out())),
          out_h(shape.out_height()),
          out_w(shape.out_width()),
          taps(shape.kernel_h * shape.kernel_w),
          row_step(shape.kernel_h == 1 ? shape.stride : 1) {
        const std::uint32_t threads = std::max(1u, schedule.virtual_threads);
        inp_share = config.depth(isa::MemoryType::kInp) / threads;
        wgt_share = config.depth(isa::MemoryType::kWgt) / threads;
        acc_share = config.depth(isa::MemoryType::kAcc) / threads;
    }

    Conv2dShape shape;
    Conv2dSchedule schedule;
    std::uint32_t batch_blocks, in_blocks, out_blocks;
    std::uint32_t out_h, out_w;
    std::uint32_t taps;
    /// Image rows between rows in the scratchpad: a kernel of one row skips what the stride skips.
    std::uint32_t row_step;
    std::uint32_t inp_share = 0, wgt_share = 0, acc_share = 0;  ///< a virtual thread's part

    std::uint32_t window_rows(std::uint32_t out_rows) const {
        return row_step > 1 ? out_rows : (out_rows - 1) * shape.stride + shape.kernel_h;
    }
    std::uint32_t window_columns(std::uint32_t out_columns) const {
        return (out_columns - 1) * shape.stride + shape.kernel_w;
    }
    /// Scratchpad rows between the windows of neighbouring output rows.
    std::uint32_t window_row_stride() const { return shape.stride / row_step; }

    InputWindow window(std::uint32_t out_y,
                       std::uint32_t out_rows,
                       std::uint32_t out_x,
                       std::uint32_t out_columns) const {
        InputWindow window;
        window.rows = window_rows(out_rows);
        window.columns = window_columns(out_columns);
        place(out_y,
              window.rows,
              row_step,
              shape.height,
              window.pad_top,
              window.pad_bottom,
              window.first_row);
        place(out_x,
              window.columns,
              1,
              shape.width,
              window.pad_left,
              window.pad_right,
              window.first_column);
        return window;
    }

  private:
    void place(std::uint32_t out_first,
               std::uint32_t count,
               std::uint32_t step,
               std::uint32_t size,
               std::uint32_t& before,
               std::uint32_t& after,
               std::uint32_t& first) const {
        const std::int64_t start = std::int64_t{out_first} * shape.stride - shape.pad;
        const std::int64_t end = start + std::int64_t{count - 1} * step + 1;
        before = static_cast<std::uint32_t>(std::max<std::int64_t>(0, -start));
        after = static_cast<std::uint32_t>(std::max<std::int64_t>(0, end - size));
        first = static_cast<std::uint32_t>(std::max<std::int64_t>(0, start));
    }
};

}  // namespace vta::workloads
