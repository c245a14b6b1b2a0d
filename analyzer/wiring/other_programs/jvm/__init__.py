"""What packages of Java, Kotlin and Scala mean."""
