package io.carrierlab.protocols.ip;

import java.util.Arrays;

/**
 * IPv4 prefixes with an {@code int} each, for longest-prefix match: a multibit trie of 5 bits a level ("tree bitmap",
 * Eatherton, Varghese and Dittia, 2004) in one array. Where a branch holds a single prefix, a leaf stands for all
 * levels below. A look-up reads one node a level, at most 7, and allocates nothing. Not thread-safe.
 *
 * <p>A node or leaf is three words in its parent's block; a block holds the children of a node, by their 5 bits, and
 * then the values of the prefixes that end in it, by length and bits:
 * <pre>
 *   node  | prefixes that end here: 31 bits, bit (1 &lt;&lt; length) - 1 + bits | children: 32 bits | block |
 *   leaf  | sign bit, prefix length | address | value |
 * </pre>
 */
public final class IntPrefixTable {
  /** Sees prefixes in order of address, the shorter first. */
  public interface Visitor {
    void visit(int address, int length, int value);
  }

  private static final int STRIDE = 5;
  private static final int WORDS = 3;
  private static final int LEAF = 0x8000_0000;
  private static final int LEVELS = 7;
  /** By 5 bits: the bits of all prefixes of length 0 to 4 that cover them. */
  private static final int[] COVERING = covering();
  /** Sizes of blocks are rounded up to multiples of this, so that freed ones fit again. */
  private static final int ROUND = 2;
  private static final int LARGEST = 32 * WORDS + 31;

  private int[] words = new int[16];
  private int used = WORDS;                            // the root node is at 0, and no block is
  private int size;
  /** Heads of lists of free blocks, by rounded size; their first word links them. 0 ends a list. */
  private final int[] free = new int[LARGEST / ROUND + 2];
  private int freeWords;

  /** Prefixes in the table. */
  public int size() {
    return size;
  }

  /** Octets of memory that the table takes, less constant overhead. */
  public long octets() {
    return 4L * words.length;
  }

  /** The value of the longest prefix that covers an address, or {@code none}. */
  public int lookup(int address, int none) {
    int at = match(address);
    return at == 0 ? none : words[at];
  }

  /** The length of the longest prefix that covers an address, or {@code none}. */
  public int lookupLength(int address, int none) {
    int best = none;
    int node = 0;
    for (int depth = 0;; depth += STRIDE) {
      int prefixes = words[node];
      if (prefixes < 0) {
        int length = prefixes & ~LEAF;
        return ((address ^ words[node + 1]) & Ipv4.mask(length)) == 0 ? length : best;
      }
      int chunk = address << depth >>> 32 - STRIDE;
      int covering = prefixes & COVERING[chunk];
      if (covering != 0) {
        best = depth + lengthOf(Integer.highestOneBit(covering));
      }
      int children = words[node + 1];
      int bit = 1 << chunk;
      if ((children & bit) == 0) {
        return best;
      }
      node = words[node + 2] + WORDS * Integer.bitCount(children & bit - 1);
    }
  }

  /** The value of exactly this prefix, or {@code none}. */
  public int get(int address, int length, int none) {
    int at = exact(address, length);
    return at == 0 ? none : words[at];
  }

  public boolean contains(int address, int length) {
    return exact(address, length) != 0;
  }

  /** Adds a prefix or replaces its value. @return true if it is new */
  public boolean put(int address, int length, int value) {
    check(address, length);
    int node = 0;
    int depth = 0;
    while (true) {
      if (length < depth + STRIDE) {
        return putHere(node, bitOf(address << depth, length - depth), value);
      }
      int chunk = address << depth >>> 32 - STRIDE;
      int bit = 1 << chunk;
      if ((words[node + 1] & bit) == 0) {
        insert(node, childIndex(node, bit) * WORDS, WORDS);
        words[node + 1] |= bit;
        leaf(child(node, bit), address, length, value);
        size++;
        return true;
      }
      int child = child(node, bit);
      depth += STRIDE;
      if (words[child] < 0) {
        if (words[child + 1] == address && (words[child] & ~LEAF) == length) {
          words[child + 2] = value;
          return false;
        }
        split(child, depth);
      }
      node = child(node, bit);
    }
  }

  /** @return true if the prefix was there */
  public boolean remove(int address, int length) {
    check(address, length);
    int[] path = new int[LEVELS];
    int node = 0;
    int level = 0;
    while (length >= (level + 1) * STRIDE) {
      int bit = 1 << (address << level * STRIDE >>> 32 - STRIDE);
      if ((words[node + 1] & bit) == 0) {
        return false;
      }
      int child = child(node, bit);
      if (words[child] < 0) {
        if (words[child + 1] != address || (words[child] & ~LEAF) != length) {
          return false;
        }
        size--;
        removeChild(node, bit);
        prune(address, path, level, node);
        return true;
      }
      path[level++] = node;
      node = child;
    }
    int bit = bitOf(address << level * STRIDE, length - level * STRIDE);
    if ((words[node] & bit) == 0) {
      return false;
    }
    size--;
    delete(node, valueIndex(node, bit), 1);
    words[node] &= ~bit;
    prune(address, path, level, node);
    return true;
  }

  public void clear() {
    words = new int[16];
    used = WORDS;
    size = 0;
    freeWords = 0;
    Arrays.fill(free, 0);
  }

  public void forEach(Visitor visitor) {
    visit(0, 0, 0, visitor);
  }

  /** Gives back memory that is kept for growth, and that removals left. */
  public void trim() {
    var fresh = new IntPrefixTable();
    fresh.words = new int[Math.max(WORDS, used - freeWords)];
    fresh.copyNode(this, 0, 0);
    words = fresh.words.length == fresh.used ? fresh.words : Arrays.copyOf(fresh.words, fresh.used);
    used = fresh.used;
    freeWords = 0;
    Arrays.fill(free, 0);
  }

  private static int[] covering() {
    int[] covering = new int[1 << STRIDE];
    for (int chunk = 0; chunk < covering.length; chunk++) {
      for (int length = 0; length < STRIDE; length++) {
        covering[chunk] |= 1 << (1 << length) - 1 + (chunk >>> STRIDE - length);
      }
    }
    return covering;
  }

  private static int bitOf(int shifted, int length) {
    return 1 << (1 << length) - 1 + (length == 0 ? 0 : shifted >>> 32 - length);
  }

  private static int lengthOf(int bit) {
    return 31 - Integer.numberOfLeadingZeros(Integer.numberOfTrailingZeros(bit) + 1);
  }

  private static void check(int address, int length) {
    if (length < 0 || length > 32 || (address & ~Ipv4.mask(length)) != 0) {
      throw new IllegalArgumentException(Ipv4.format(address) + "/" + length + " is not a prefix");
    }
  }

  /** Index of the value of the longest match; 0, where no value can be, if there is none. */
  private int match(int address) {
    int[] array = words;
    int best = 0;
    int node = 0;
    int shifted = address;
    while (true) {
      int prefixes = array[node];
      if (prefixes < 0) {
        return ((address ^ array[node + 1]) & Ipv4.mask(prefixes & ~LEAF)) == 0 ? node + 2 : best;
      }
      int chunk = shifted >>> 32 - STRIDE;
      int children = array[node + 1];
      int block = array[node + 2];
      int covering = prefixes & COVERING[chunk];
      if (covering != 0) {
        best = block + WORDS * Integer.bitCount(children)
            + Integer.bitCount(prefixes & Integer.highestOneBit(covering) - 1);
      }
      int bit = 1 << chunk;
      if ((children & bit) == 0) {
        return best;
      }
      node = block + WORDS * Integer.bitCount(children & bit - 1);
      shifted <<= STRIDE;
    }
  }

  private int exact(int address, int length) {
    check(address, length);
    int node = 0;
    int depth = 0;
    while (length >= depth + STRIDE) {
      int bit = 1 << (address << depth >>> 32 - STRIDE);
      if ((words[node + 1] & bit) == 0) {
        return 0;
      }
      node = child(node, bit);
      if (words[node] < 0) {
        return words[node + 1] == address && (words[node] & ~LEAF) == length ? node + 2 : 0;
      }
      depth += STRIDE;
    }
    int bit = bitOf(address << depth, length - depth);
    return (words[node] & bit) == 0 ? 0 : words[node + 2] + valueIndex(node, bit);
  }

  private boolean putHere(int node, int bit, int value) {
    boolean fresh = (words[node] & bit) == 0;
    if (fresh) {
      insert(node, valueIndex(node, bit), 1);
      words[node] |= bit;
      size++;
    }
    words[words[node + 2] + valueIndex(node, bit)] = value;
    return fresh;
  }

  private int childIndex(int node, int bit) {
    return Integer.bitCount(words[node + 1] & bit - 1);
  }

  private int child(int node, int bit) {
    return words[node + 2] + WORDS * childIndex(node, bit);
  }

  private int valueIndex(int node, int bit) {
    return WORDS * Integer.bitCount(words[node + 1]) + Integer.bitCount(words[node] & bit - 1);
  }

  private int blockSize(int node) {
    return WORDS * Integer.bitCount(words[node + 1]) + Integer.bitCount(words[node]);
  }

  private void leaf(int at, int address, int length, int value) {
    words[at] = LEAF | length;
    words[at + 1] = address;
    words[at + 2] = value;
  }

  /** Turns a leaf into a node that holds its prefix, or a leaf of it. */
  private void split(int node, int depth) {
    int length = words[node] & ~LEAF;
    int address = words[node + 1];
    int value = words[node + 2];
    boolean ends = length < depth + STRIDE;
    int block = allocate(ends ? 1 : WORDS);            // may move the array, not the indices
    words[node] = ends ? bitOf(address << depth, length - depth) : 0;
    words[node + 1] = ends ? 0 : 1 << (address << depth >>> 32 - STRIDE);
    words[node + 2] = block;
    if (ends) {
      words[block] = value;
    } else {
      leaf(block, address, length, value);
    }
  }

  private void removeChild(int node, int bit) {
    delete(node, childIndex(node, bit) * WORDS, WORDS);
    words[node + 1] &= ~bit;
  }

  /** From a node that lost something up to the root: one prefix left becomes a leaf, none left goes. */
  private void prune(int address, int[] path, int from, int changed) {
    int node = changed;
    for (int level = from; level > 0; level--) {
      int parent = path[level - 1];
      int depth = level * STRIDE;
      int prefixes = words[node];
      int children = words[node + 1];
      if (prefixes == 0 && children == 0) {
        removeChild(parent, 1 << (address << depth - STRIDE >>> 32 - STRIDE));
      } else if (children == 0 && Integer.bitCount(prefixes) == 1) {
        int block = words[node + 2];
        int length = lengthOf(prefixes);
        int bits = Integer.numberOfTrailingZeros(prefixes) + 1 - (1 << length);
        int tail = length == 0 ? 0 : bits << 32 - length >>> depth;
        leaf(node, address & Ipv4.mask(depth) | tail, depth + length, words[block]);
        release(block, 1);
        return;
      } else if (prefixes == 0 && Integer.bitCount(children) == 1 && words[words[node + 2]] < 0) {
        int block = words[node + 2];
        System.arraycopy(words, block, words, node, WORDS);
        release(block, WORDS);
      } else {
        return;
      }
      node = parent;
    }
  }

  /** Makes room in a node's block; the new words are undefined. */
  private void insert(int node, int index, int count) {
    int before = blockSize(node);
    int old = words[node + 2];
    if (before > 0 && rounded(before) >= before + count) {
      System.arraycopy(words, old + index, words, old + index + count, before - index);
      return;
    }
    int block = allocate(before + count);
    if (before > 0) {
      System.arraycopy(words, old, words, block, index);
      System.arraycopy(words, old + index, words, block + index + count, before - index);
      release(old, before);
    }
    words[node + 2] = block;
  }

  /** Takes words out of a node's block. The bitmaps must still be those from before. */
  private void delete(int node, int index, int count) {
    int before = blockSize(node);
    int after = before - count;
    int old = words[node + 2];
    if (after > 0 && rounded(after) == rounded(before)) {
      System.arraycopy(words, old + index + count, words, old + index, after - index);
      return;
    }
    if (after > 0) {
      int block = allocate(after);
      System.arraycopy(words, old, words, block, index);
      System.arraycopy(words, old + index + count, words, block + index, after - index);
      words[node + 2] = block;
    } else {
      words[node + 2] = 0;
    }
    release(old, before);
  }

  private static int rounded(int count) {
    return (count + ROUND - 1) / ROUND * ROUND;
  }

  private int allocate(int count) {
    int need = rounded(count);
    int block = free[need / ROUND];
    if (block != 0) {
      free[need / ROUND] = words[block];
      freeWords -= need;
      return block;
    }
    if (need > words.length - used) {
      words = Arrays.copyOf(words, Math.max(used + need, Math.addExact(words.length, words.length / 4)));
    }
    used += need;
    return used - need;
  }

  private void release(int block, int count) {
    int size = rounded(count);
    words[block] = free[size / ROUND];
    free[size / ROUND] = block;
    freeWords += size;
  }

  private void copyNode(IntPrefixTable from, int source, int target) {
    words[target] = from.words[source];
    words[target + 1] = from.words[source + 1];
    words[target + 2] = from.words[source + 2];
    if (words[target] < 0) {
      return;
    }
    int count = blockSize(target);
    int old = words[target + 2];
    int block = count == 0 ? 0 : allocate(count);
    words[target + 2] = block;
    int children = Integer.bitCount(words[target + 1]);
    System.arraycopy(from.words, old + children * WORDS, words, block + children * WORDS, count - children * WORDS);
    for (int i = 0; i < children; i++) {
      copyNode(from, old + i * WORDS, block + i * WORDS);
    }
  }

  private void visit(int node, int depth, int address, Visitor visitor) {
    if (words[node] < 0) {
      visitor.visit(words[node + 1], words[node] & ~LEAF, words[node + 2]);
    } else {
      visit(node, depth, address, 0, visitor);
    }
  }

  /** The prefixes of one node below {@code address} with {@code length} of its bits set, and its children there. */
  private void visit(int node, int depth, int address, int length, Visitor visitor) {
    if (length == STRIDE) {
      int bit = 1 << (address << depth >>> 32 - STRIDE);
      if ((words[node + 1] & bit) != 0) {
        visit(child(node, bit), depth + STRIDE, address, visitor);
      }
      return;
    }
    int bit = bitOf(address << depth, length);
    if ((words[node] & bit) != 0) {
      visitor.visit(address, depth + length, words[words[node + 2] + valueIndex(node, bit)]);
    }
    if (depth + length < 32) {
      visit(node, depth, address, length + 1, visitor);
      visit(node, depth, address | LEAF >>> depth + length, length + 1, visitor);
    }
  }
}
