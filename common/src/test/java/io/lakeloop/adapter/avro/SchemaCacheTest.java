package io.lakeloop.adapter.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {
  private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);

  private final List<Long> asked = new ArrayList<>();
  private Optional<Schema> answer = Optional.empty();
  private long nanoTime = -5;
  private final SchemaCache cache = new SchemaCache(this::answer, () -> nanoTime);

  private Optional<Schema> answer(long id) {
    asked.add(id);
    return answer;
  }

  @Test
  void asksOnceForASchemaThatIsFound() throws Exception {
    answer = Optional.of(SCHEMA);

    assertThat(cache.find(7)).contains(SCHEMA);
    assertThat(cache.find(7)).contains(SCHEMA);
    assertThat(asked).containsExactly(7L);
  }

  @Test
  void takesAMissForTrueForAWhile() throws Exception {
    assertThat(cache.find(7)).isEmpty();
    answer = Optional.of(SCHEMA);

    nanoTime += SchemaCache.RETRY_MISSING_AFTER.toNanos() - 1;
    assertThat(cache.find(7)).isEmpty();
    assertThat(asked).containsExactly(7L);

    nanoTime += 1;
    assertThat(cache.find(7)).contains(SCHEMA);
  }

  @Test
  void keepsABoundedNumberOfMisses() throws Exception {
    for (long id = 0; id <= SchemaCache.MAX_REMEMBERED_MISSES; id++) {
      assertThat(cache.find(id)).isEmpty();
    }
    asked.clear();

    cache.find(0);
    cache.find(SchemaCache.MAX_REMEMBERED_MISSES);

    assertThat(asked).containsExactly(0L);
  }

  @Test
  void doesNotKeepAFailure() throws Exception {
    boolean[] failing = {true};
    SchemaCache failingOnce =
        new SchemaCache(
            id -> {
              if (failing[0]) {
                throw new IOException("down");
              }
              return Optional.of(SCHEMA);
            });

    assertThatThrownBy(() -> failingOnce.find(7)).hasMessage("down");
    failing[0] = false;

    assertThat(failingOnce.find(7)).contains(SCHEMA);
  }
}
