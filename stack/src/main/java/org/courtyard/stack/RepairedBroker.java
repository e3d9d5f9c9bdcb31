package org.courtyard.stack;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.apache.kafka.metadata.LeaderAndIsr;
import org.apache.kafka.metadata.PartitionRegistration;

/**
 * Kafka's broker without KAFKA-20734, which is open in 4.3.1 and loses transactions when a broker
 * is killed: while it starts again, its partitions have no leader for a moment; its metadata cache
 * then says that they do not exist, and the transaction coordinator, which just has markers to
 * write, notes such a transaction as complete without them. Nobody can read past it any more.
 *
 * <p>With this the cache answers what it did before that regression, and what is proposed there: a
 * partition without a leader has no node yet, and the markers wait for it. A broker whose cache has
 * changed its shape runs as it is.
 */
public final class RepairedBroker {
  private static final String CACHE = "KRaftMetadataCache";
  private static final String ASKED = "getPartitionLeaderEndpoint";
  private static final ClassDesc NODE = ClassDesc.of("org.apache.kafka.common.Node");
  private static final ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");

  private RepairedBroker() {}

  /** Arguments as of {@code kafka.Kafka}. */
  public static void main(String[] args) throws IOException, IllegalAccessException {
    // Before anything else asks for the class: the one that is defined first counts.
    MethodHandles.privateLookupIn(LeaderAndIsr.class, MethodHandles.lookup())
        .defineClass(repaired(cacheAsShipped()));
    kafka.Kafka.main(args);
  }

  static byte[] cacheAsShipped() throws IOException {
    try (InputStream in = LeaderAndIsr.class.getResourceAsStream(CACHE + ".class")) {
      return in.readAllBytes();
    }
  }

  /** The same class, where the node of a known partition's leader is never just missing. */
  static byte[] repaired(byte[] cache) {
    ClassFile files = ClassFile.of();
    ClassModel shipped = files.parse(cache);
    return files.transformClass(
        shipped,
        ClassTransform.transformingMethodBodies(RepairedBroker::findsTheLeader, orNoNode()));
  }

  /** What is asked of a partition that was found: gives the node of its leader. */
  private static boolean findsTheLeader(MethodModel method) {
    return method.methodName().stringValue().startsWith("lambda$" + ASKED + "$")
        && method.methodTypeSymbol().returnType().equals(OPTIONAL)
        && method
            .methodTypeSymbol()
            .parameterList()
            .contains(PartitionRegistration.class.describeConstable().orElseThrow());
  }

  private static CodeTransform orNoNode() {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        code.invokestatic(NODE, "noNode", MethodTypeDesc.of(NODE))
            .invokevirtual(
                OPTIONAL,
                "orElse",
                MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
            .invokestatic(OPTIONAL, "of", MethodTypeDesc.of(OPTIONAL, ConstantDescs.CD_Object));
      }
      code.with(element);
    };
  }
}
