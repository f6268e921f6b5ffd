package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.model.ModelArtifact;
import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class FirstModelITCase {
  @Test
  void trainingAgainGivesTheBytesThatComeWithTheModule() throws Exception {
    byte[] again = FirstModel.train(new Progress(new PrintWriter(Writer.nullWriter()), "rows"));

    assertThat(ModelArtifact.read(again).manifest())
        .isEqualTo(ModelArtifact.read(FirstModel.read()).manifest());
    assertThat(ModelArtifact.sha256(again)).isEqualTo(ModelArtifact.sha256(FirstModel.read()));
  }
}
