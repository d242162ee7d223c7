// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_transfers.h"

#include <algorithm>

namespace vta::workloads {
namespace {

using runtime::Load2D;
using runtime::Store2D;

constexpr std::uint32_t kMaxField = 65535;

/// Makes the rows single transfers where their distance in DRAM is larger than the field for it.
template <typename Transfer>
void append(const Transfer& transfer, std::uint64_t stride, std::vector<Transfer>& to) {
    if (transfer.y_size == 1 || stride <= kMaxField) {
        to.push_back(transfer);
        to.back().x_stride =
            static_cast<std::uint32_t>(transfer.y_size == 1 ? transfer.x_size : stride);
        return;
    }
    for (std::uint32_t row = 0; row < transfer.y_size; ++row) {
        Transfer one = transfer;
        one.y_size = 1;
        one.x_stride = one.x_size;
        one.offset = static_cast<std::uint32_t>(transfer.offset + row * stride);
        one.sram_index += row * transfer.x_size;
        to.push_back(one);
    }
}

/// Loads of one step's input windows.
class InputLoader {
  public:
    InputLoader(const LayerGeometry& g,
                const LayerTile& tile,
                const LayerStepShape& shape,
                std::uint32_t base)
        : shape_(shape),
          picture_(g.spec.inputs[shape.term->input]),
          batch_(tile.batch),
          y_(shape.y.window(tile.y, tile.rows)),
          x_(shape.x.window(tile.x, tile.columns)),
          base_(base),
          found_(g.input_blocks(shape, tile.co + shape.co_first, shape.co_of(tile.co_blocks))) {}

    std::vector<Load2D> make() {
        const bool padded = !shape_.maximum && (y_.before + y_.after + x_.before + x_.after != 0);
        const bool whole_rows = x_.inside == picture_.width && shape_.y.step == 1;
        const std::size_t count = found_.blocks.size();
        if (!padded && (whole_rows || (y_.inside == 1 && shape_.x.step == 1))) {
            for (std::size_t i = 0; i < count;) {
                std::size_t end = i + 1;
                while (end < count && found_.blocks[end] == found_.blocks[end - 1] + 1) ++end;
                contiguous(i, static_cast<std::uint32_t>(end - i));
                i = end;
            }
            return std::move(loads_);
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (shape_.gather)
                gathered(i);
            else
                windowed(i);
        }
        return std::move(loads_);
    }

  private:
    std::uint64_t plane() const { return std::uint64_t{picture_.height} * picture_.width; }
    std::uint32_t size() const {
        return shape_.maximum ? y_.inside * x_.inside : y_.entries() * x_.entries();
    }
    Load2D load_of(std::size_t i) const {
        Load2D load;
        const std::uint64_t block =
            std::uint64_t{batch_} * picture_.channel_blocks + found_.blocks[i];
        load.offset = static_cast<std::uint32_t>(
            block * plane() + std::uint64_t{y_.first} * picture_.width + x_.first);
        load.memory = isa::MemoryType::kInp;
        load.sram_index = base_ + static_cast<std::uint32_t>(i) * size();
        return load;
    }

    /// Blocks whose windows have no gaps in DRAM.
    void contiguous(std::size_t first, std::uint32_t blocks) {
        Load2D load = load_of(first);
        load.x_size = y_.inside * x_.inside;
        load.y_size = blocks;
        if (load.x_size == plane() && std::uint64_t{load.x_size} * blocks <= kMaxField) {
            load.x_size *= blocks;
            load.y_size = 1;
        }
        append(load, plane(), loads_);
    }

    void gathered(std::size_t i) {
        for (std::uint32_t row = 0; row < y_.inside; ++row) {
            Load2D load = load_of(i);
            load.offset += row * shape_.y.step * picture_.width;
            load.sram_index += row * x_.inside;
            load.x_size = 1;
            load.y_size = x_.inside;
            append(load, shape_.x.step, loads_);
        }
    }

    void windowed(std::size_t i) {
        Load2D load = load_of(i);
        load.x_size = x_.inside;
        load.y_size = y_.inside;
        if (!shape_.maximum) {
            load.x_pad_before = x_.before;
            load.x_pad_after = x_.after;
            load.y_pad_before = y_.before;
            load.y_pad_after = y_.after;
        }
        const std::uint64_t stride = std::uint64_t{shape_.y.step} * picture_.width;
        if (stride <= kMaxField || y_.inside == 1) {
            append(load, stride, loads_);
            return;
        }
        for (std::uint32_t row = 0; row < y_.inside;
             ++row) {  // pads belong to the rows at the ends
            Load2D one = load;
            one.y_size = 1;
            one.y_pad_before = row == 0 ? load.y_pad_before : 0;
            one.y_pad_after = row + 1 == y_.inside ? load.y_pad_after : 0;
            one.offset = static_cast<std::uint32_t>(load.offset + row * stride);
            if (row != 0)
                one.sram_index +=
                    (y_.before + row) * (load.x_pad_before + x_.inside + load.x_pad_after);
            append(one, stride, loads_);
        }
    }

    const LayerStepShape& shape_;
    const Picture& picture_;
    const std::uint32_t batch_;
    const AxisWindow y_, x_;
    const std::uint32_t base_;
    const InputBlocks found_;
    std::vector<Load2D> loads_;
};

}  // namespace

std::vector<Load2D> input_loads(const LayerGeometry& geometry,
                                const LayerTile& tile,
                                const LayerStepShape& shape,
                                std::uint32_t base) {
    return InputLoader(geometry, tile, shape, base).make();
}

std::vector<Load2D> weight_loads(const LayerTile& tile,
                                 const LayerStepShape& shape,
                                 std::uint32_t base) {
    std::vector<Load2D> loads;
    const ProductTerm& term = *shape.term;
    const std::uint64_t all_taps = term.taps.size();
    const std::uint32_t taps = shape.weight_taps();
    Load2D load;
    load.memory = isa::MemoryType::kWgt;
    load.sram_index = base;
    if (term.shared_weights) {
        load.offset = static_cast<std::uint32_t>(term.weights + shape.ci);
        load.x_size = shape.ci_blocks;
        append(load, 0, loads);
        return loads;
    }
    const std::uint32_t first_tap = shape.maximum ? 0 : shape.first_tap;
    const std::uint32_t co_blocks = shape.co_of(tile.co_blocks);
    const auto offset = [&](std::uint32_t co) {
        const std::uint64_t row = std::uint64_t{tile.co + shape.co_first + co} * term.in_blocks;
        return static_cast<std::uint32_t>(term.weights + (row + shape.ci) * all_taps + first_tap);
    };
    if (taps == all_taps || shape.ci_blocks == 1) {  // an output block's weights lie in one piece
        load.offset = offset(0);
        load.x_size = shape.ci_blocks * taps;
        load.y_size = co_blocks;
        append(load, term.in_blocks * all_taps, loads);
        return loads;
    }
    load.x_size = taps;
    load.y_size = shape.ci_blocks;
    for (std::uint32_t co = 0; co < co_blocks; ++co) {
        load.offset = offset(co);
        load.sram_index = base + co * shape.ci_blocks * taps;
        append(load, all_taps, loads);
    }
    return loads;
}

std::vector<Store2D> tile_stores(const LayerGeometry& g,
                                 const LayerTile& tile,
                                 std::uint32_t plane,
                                 std::uint32_t base) {
    std::vector<Store2D> stores;
    const Picture& output = g.spec.output;
    const std::uint64_t picture = std::uint64_t{output.height} * output.width;
    const std::uint64_t block =
        std::uint64_t{tile.batch} * output.channel_blocks + g.spec.first_out_block + tile.co;
    const std::uint64_t first =
        plane * output.tensors() + block * picture + std::uint64_t{tile.y} * output.width + tile.x;
    Store2D store;
    store.sram_index = base;
    // Rows of whole width lie behind one another in DRAM: one long row.
    const bool contiguous = tile.columns == output.width || tile.rows == 1;
    if (contiguous) {
        store.offset = static_cast<std::uint32_t>(first);
        store.x_size = tile.pixels();
        store.y_size = tile.co_blocks;
        if (store.x_size == picture && std::uint64_t{store.x_size} * store.y_size <= kMaxField) {
            store.x_size *= store.y_size;
            store.y_size = 1;
        }
        append(store, picture, stores);
        return stores;
    }
    for (std::uint32_t co = 0; co < tile.co_blocks; ++co) {
        store.offset = static_cast<std::uint32_t>(first + co * picture);
        store.sram_index = base + co * tile.pixels();
        store.x_size = tile.columns;
        store.y_size = tile.rows;
        append(store, output.width, stores);
    }
    return stores;
}

}  // namespace vta::workloads
